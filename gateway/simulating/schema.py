"""The simulator as clients see it."""

from gateway.simulating import asking as asking
