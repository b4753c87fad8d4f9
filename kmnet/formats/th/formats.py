"""Thai formats for Django's own widgets and filters: a clock of 24 hours, days only as ISO.

A format cannot add 543 to a year: pages use `kmnet.templatetags.thai` for days. Django's own
Thai formats read 21/01/2552 as a day five centuries ahead, so plain date fields take ISO only;
`kmnet.thai.fields.ThaiDateField` reads everything else.
"""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i น."
DATETIME_FORMAT = "j F Y H:i น."
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y H:i น."
FIRST_DAY_OF_WEEK = 0
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M"]
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
