"""Files: how bytes come in, what is taken of them, and where they lie.

A file comes in two steps. Its bytes are sent first, and become an upload that only its sender sees;
an action of the case then makes attachments of uploads, and the rest within a day is swept away.

models, policy, schema  an upload: who sees it, and how
kinds              what a file is, by its bytes
naming             names that harm nobody
multipart          the parts of a form while they arrive
receiving, forms   bytes become an upload; those of a whole request
thumbnails         small pictures of large ones
storing            where bytes lie: a folder or S3, by the same code
scanning           what a virus scanner says of them
sweeping           what nobody refers to is deleted
door               `POST /files`
serving            bytes on their way out: ranges, and headers that let nothing run
"""
