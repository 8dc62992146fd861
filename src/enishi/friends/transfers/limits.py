"""How much a file may hold. Each limit keeps one file from taking the machine from everybody else."""

#: What is taken of one file, in octets.
FILE_BYTES = 300 * 1024 * 1024
#: One piece of an upload: it has to arrive within the time that a request's body may take, also on a slow line.
PIECE_BYTES = 8 * 1024 * 1024
ROWS = 2_000_000
COLUMNS = 500
#: Longer than the longest text that a field can hold.
CELL_CHARACTERS = 20_000
#: A physical line; the rest of a longer one is not even decoded into memory at once.
LINE_CHARACTERS = 200_000
#: An XLSX is a ZIP archive: what it may become, and how many files it may hold.
UNPACKED_BYTES = 2 * 1024 * 1024 * 1024
ARCHIVE_ENTRIES = 5_000
#: XML of spreadsheets packs about twenty to one; far beyond that nobody's data is in it.
PACKING_RATIO = 250
#: Below this size the ratio does not matter.
RATIO_FROM_BYTES = 50 * 1024 * 1024
#: What XML may make its parser keep: the longest tag with its attributes in octets, different names, tags in tags.
XML_TAG_BYTES = 1024 * 1024
XML_NAMES = 10_000
XML_DEPTH = 100
#: What a workbook tells of itself (its sheets, its styles), in octets of XML: a few megabytes at most.
XML_PART_BYTES = 64 * 1024 * 1024
#: How much of a sheet without any content is passed over while somebody waits for its first rows.
EMPTY_XML_BYTES = 8 * 1024 * 1024
#: Worksheets, and the ways in which a workbook shows its cells: more than Excel itself makes.
SHEETS = 1_000
SHEET_NAME_CHARACTERS = 100
CELL_STYLES = 100_000
NUMBER_FORMAT_CHARACTERS = 255
#: The table of an XLSX's shared texts, in octets, with what finding one by its number takes.
SHARED_TEXT_BYTES = 256 * 1024 * 1024
PREVIEW_ROWS = 20
#: Problems that are kept for the report; all are counted.
PROBLEMS_KEPT = 20_000
