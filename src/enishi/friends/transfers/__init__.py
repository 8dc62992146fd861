"""Friends as files: reading what other software wrote, and writing what others can read.

``detection`` and the two readers turn a file into records; ``records`` keeps them in one form that can be read from
any place; ``mapping`` says what its columns mean; ``planning`` decides what each row would do, and ``applying`` does
it. ``cells`` and ``writers`` are the way out. Nothing here knows HTTP, and no file is ever held in memory as a whole.
"""
