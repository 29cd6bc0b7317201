package web

import "strings"

// deviceName reads a browser's name for itself as people say it: "Chrome,
// Windows". phone reports a telephone or a tablet.
func deviceName(agent string) (name string, phone bool) {
	browser := firstIn(agent, browsers)
	system := firstIn(agent, systems)
	phone = strings.Contains(agent, "Mobile") || strings.Contains(agent, "Android") || strings.Contains(agent, "iPad")
	switch {
	case browser != "" && system != "":
		return browser + ", " + system, phone
	case browser != "" || system != "":
		return browser + system, phone
	}
	program, _, _ := strings.Cut(agent, " ")
	return cut(program, 60), phone
}

// The names by which browsers and systems are known, the telling ones first:
// most browsers claim to be others as well.
var (
	browsers = [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"YaBrowser", "Yandex"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Vivaldi", "Vivaldi"},
		{"FxiOS", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

func firstIn(agent string, known [][2]string) string {
	for _, k := range known {
		if strings.Contains(agent, k[0]) {
			return k[1]
		}
	}
	return ""
}
