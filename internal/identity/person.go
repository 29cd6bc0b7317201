package identity

import "strings"

// SexByPatronymic guesses from the ending: Миколайович is a man, Сергеевна a
// woman, Bulgarian Георгиев and Стоянска likewise. It is a hint that never
// overwrites what somebody typed; the empty Sex means that it cannot tell.
func SexByPatronymic(patronymic string) Sex {
	name := strings.ToLower(strings.TrimSpace(patronymic))
	for _, e := range patronymicEndings {
		if strings.HasSuffix(name, e.ending) {
			return e.sex
		}
	}
	return ""
}

var patronymicEndings = []struct {
	ending string
	sex    Sex
}{
	{"івна", Female},
	{"ївна", Female},
	{"овна", Female},
	{"евна", Female},
	{"ична", Female},
	{"ова", Female},
	{"ева", Female},
	{"ска", Female},
	{"цка", Female},
	{"ич", Male},
	{"ов", Male},
	{"ев", Male},
	{"ски", Male},
	{"цки", Male},
}
