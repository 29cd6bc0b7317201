package lang

// grammar is what one language does with numbers, dates and names.
type grammar struct {
	language     Language
	name         string
	group        string // between thousands
	point        string // before the fraction
	groupFrom    int    // digits from which thousands are set apart
	percent      string
	units        [4]string // nothing, thousand, million, milliard
	dateSlash    bool      // 22/11/2026 instead of 22.11.2026
	yearWord     string    // after the year of a long date
	surnameFirst bool
	quotes       [2]string
	months       [12]string // by themselves
	monthsOf     [12]string // with a day
	monthsShort  [12]string
	weekdays     [7]string // from Monday
	weekdaysAbbr [7]string
	today        string
	tomorrow     string
	yesterday    string
}

// nbsp keeps a number and what belongs to it on one line.
const nbsp = "\u00a0"

// minus is the sign that is as wide as a plus; a hyphen is read but never written.
const minus = "\u2212"

var ukrainian = grammar{
	language:     Ukrainian,
	name:         "Українська",
	group:        nbsp,
	point:        ",",
	groupFrom:    4,
	percent:      "%",
	units:        [4]string{"", nbsp + "тис.", nbsp + "млн", nbsp + "млрд"},
	yearWord:     nbsp + "р.",
	surnameFirst: true,
	quotes:       [2]string{"«", "»"},
	months:       [12]string{"січень", "лютий", "березень", "квітень", "травень", "червень", "липень", "серпень", "вересень", "жовтень", "листопад", "грудень"},
	monthsOf:     [12]string{"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
	monthsShort:  [12]string{"січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру"},
	weekdays:     [7]string{"понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота", "неділя"},
	weekdaysAbbr: [7]string{"пн", "вт", "ср", "чт", "пт", "сб", "нд"},
	today:        "сьогодні",
	tomorrow:     "завтра",
	yesterday:    "вчора",
}

var russian = grammar{
	language:     Russian,
	name:         "Русский",
	group:        nbsp,
	point:        ",",
	groupFrom:    4,
	percent:      nbsp + "%",
	units:        [4]string{"", nbsp + "тыс.", nbsp + "млн", nbsp + "млрд"},
	yearWord:     nbsp + "г.",
	surnameFirst: true,
	quotes:       [2]string{"«", "»"},
	months:       [12]string{"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"},
	monthsOf:     [12]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	monthsShort:  [12]string{"янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"},
	weekdays:     [7]string{"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"},
	weekdaysAbbr: [7]string{"пн", "вт", "ср", "чт", "пт", "сб", "вс"},
	today:        "сегодня",
	tomorrow:     "завтра",
	yesterday:    "вчера",
}

var bulgarian = grammar{
	language:     Bulgarian,
	name:         "Български",
	group:        nbsp,
	point:        ",",
	groupFrom:    5,
	percent:      "%",
	units:        [4]string{"", nbsp + "хил.", nbsp + "млн.", nbsp + "млрд."},
	yearWord:     nbsp + "г.",
	quotes:       [2]string{"„", "“"},
	months:       [12]string{"януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"},
	monthsOf:     [12]string{"януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"},
	monthsShort:  [12]string{"яну", "фев", "мар", "апр", "май", "юни", "юли", "авг", "сеп", "окт", "ное", "дек"},
	weekdays:     [7]string{"понеделник", "вторник", "сряда", "четвъртък", "петък", "събота", "неделя"},
	weekdaysAbbr: [7]string{"пн", "вт", "ср", "чт", "пт", "сб", "нд"},
	today:        "днес",
	tomorrow:     "утре",
	yesterday:    "вчера",
}

var english = grammar{
	language:     English,
	name:         "English",
	group:        ",",
	point:        ".",
	groupFrom:    4,
	percent:      "%",
	units:        [4]string{"", "K", "M", "B"},
	dateSlash:    true,
	quotes:       [2]string{"“", "”"},
	months:       [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	monthsOf:     [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	monthsShort:  [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	weekdays:     [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
	weekdaysAbbr: [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
	today:        "today",
	tomorrow:     "tomorrow",
	yesterday:    "yesterday",
}

// grammar of an unknown language is the Ukrainian one, which Longest uses too.
func (l Language) grammar() *grammar {
	switch l {
	case Russian:
		return &russian
	case Bulgarian:
		return &bulgarian
	case English:
		return &english
	}
	return &ukrainian
}
