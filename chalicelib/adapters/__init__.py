"""The world: tables, buckets, queues, keys, SMS and e-mail. The only code that imports boto3 or pynamodb."""
