package sheet

import "testing"

func TestAHeaderInAnotherNumberIsTheSameHeader(t *testing.T) {
	for _, c := range []struct {
		a, b string
		near bool
	}{
		{"Роль", "Ролі", true},
		{"Роль", "Роли", true},
		{"Роля", "Роли", true},
		{"Role", "Roles", true},
		{"Вид діяльності", "Види діяльності", true},
		{"Відповідальний", "Відповідальні", true},
		{"Код", "Кодекс", false},
		{"Назва", "Наказ", false},
		{"Дата", "Дата народження", false},
		{"", "", false},
	} {
		if got := nearForms(fold(c.a), fold(c.b)); got != c.near {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}
