package main

import (
	"math/rand/v2"
	"strings"
)

// tongue is how firms and people of a language are called. The words at the
// beginning of a list are used far more often than those at its end, as in
// life: half of all firms build, trade or farm.
type tongue struct {
	language string
	country  string
	forms    []string // legal forms that people write before the name
	first    []string // first halves of the names of firms
	second   []string // their second halves
	towns    []string
	streets  []string
	men      []string
	women    []string
	fathers  []string // patronymics of men
	mothers  []string // patronymics of women
	surnames []string
	// feminine is the surname of a woman.
	feminine  func(surname string) string
	positions []string
	phone     []string // beginnings of numbers, up to the last seven digits
}

func words(text string) []string { return strings.Fields(text) }

// lines are words that may have spaces in them.
func lines(text string) []string {
	out := strings.Split(text, ",")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// ending replaces the end of a surname, the first that fits.
func ending(surname string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if stem, ok := strings.CutSuffix(surname, pairs[i]); ok {
			return stem + pairs[i+1]
		}
	}
	return surname
}

var ukrainian = tongue{
	language: "uk", country: "ua",
	forms: lines("ТОВ, ПП, ФОП, ТОВ, АТ, ТзОВ, ФГ, КП"),
	first: words(`Буд Агро Торг Тех Євро Укр Метал Пром Еко Авто Мед Транс Енерго Склад Сервіс Захід Схід Дніпро Київ Львів
		Полісся Карпат Степ Чорномор Зерно Олія Молоко Хліб Лісо Деревообробка Папір Друк Скло Кераміка Цемент Граніт
		Тепло Водо Газ Електро Світло Радіо Телеком Інфо Кібер Юр Фін Консалт Освіта Фарм Стомат Вет Текстиль Шкіра Взуття
		Меблі Дах Вікно Двері Фасад Інструмент Кабель Насос Двигун Підшипник Пласт Хім Лак Фарба Рейл Порт Логіст Термінал`),
	second: words(`буд сервіс пром груп торг маш строй інвест постач комплект центр трейд холдинг агро техніка монтаж проєкт експерт
		лайн плюс союз партнер дім світ продукт ресурс актив системи лабораторія майстер стандарт гарант альянс капітал
		імпорт експорт логістик логос профі лідер імпульс вектор простір обрій джерело криниця калина оберіг мрія зоря`),
	towns:   lines("Київ, Львів, Харків, Дніпро, Одеса, Запоріжжя, Вінниця, Полтава, Житомир, Рівне, Луцьк, Черкаси, Суми, Чернігів, Тернопіль, Хмельницький, Ужгород, Миколаїв, Херсон, Кропивницький, Івано-Франківськ, Чернівці, Біла Церква, Кременчук"),
	streets: lines("вул. Шевченка, вул. Франка, вул. Лесі Українки, просп. Перемоги, вул. Грушевського, вул. Садова, вул. Заводська, вул. Промислова, вул. Незалежності, вул. Київська"),
	men:     words("Олександр Сергій Андрій Володимир Микола Іван Василь Юрій Віталій Дмитро Петро Михайло Олег Богдан Тарас Роман Ігор Максим Ярослав Євген Павло Степан Григорій Остап"),
	women:   words("Олена Наталія Тетяна Ірина Світлана Оксана Людмила Ольга Галина Марія Юлія Анна Катерина Вікторія Надія Любов Леся Христина Соломія Дарина Зоряна"),
	fathers: words("Олександрович Миколайович Іванович Володимирович Васильович Петрович Сергійович Михайлович Андрійович Юрійович Богданович Степанович Ярославович"),
	mothers: words("Олександрівна Миколаївна Іванівна Володимирівна Василівна Петрівна Сергіївна Михайлівна Андріївна Юріївна Богданівна Степанівна Ярославівна"),
	surnames: words(`Мельник Шевченко Бойко Коваленко Бондаренко Ткаченко Ковальчук Кравченко Олійник Шевчук Коваль Поліщук Бондар
		Ткачук Мороз Марченко Лисенко Руденко Савченко Петренко Кравчук Клименко Савчук Кузьменко Пономаренко Василенко
		Гончаренко Гаврилюк Харченко Мазур Левченко Панченко Білоус Гнатюк Іваненко Захарченко Романюк Тимченко Юрченко
		Костенко Ярошенко Дяченко Козак Федоренко Приходько Назаренко Литвиненко Гриценко Яковенко Кириченко Скрипник
		Сидоренко Демченко Довженко Чорновіл Підлісний Кам’янський Дем’яненко Ґалаґан Щербак Ющенко Їжакевич Євтушенко`),
	feminine:  func(s string) string { return ending(s, "ський", "ська", "ний", "на") },
	positions: lines("Директор, Менеджер із закупівель, Головний бухгалтер, Комерційний директор, Начальник відділу постачання, Інженер, Технолог, Фінансовий директор, Власник, Завідувач складу, Юрист, Секретар"),
	phone:     words("+38067 +38050 +38063 +38093 +38097 +38044 +38032 +38066 +38068 +38098"),
}

var russian = tongue{
	language: "ru", country: "ua",
	forms: lines("ООО, ЧП, ООО, ЗАО, ИП"),
	first: words(`Строй Торг Авто Тех Мет Пром Агро Энерго Мед Транс Сиб Вест Ост Юг Север Мир Дом Сад Лес Хлеб Молоко Масло Зерно
		Стекло Бетон Кирпич Сталь Трубо Кабель Насос Станко Хим Пласт Краска Мебель Окно Дверь Тепло Водо Газ Электро Свет`),
	second: words(`сервис строй торг маш групп инвест снаб комплект центр трейд пром техника монтаж проект эксперт союз партнёр дом
		мир продукт ресурс актив система мастер стандарт гарант альянс капитал импорт экспорт логистик лидер импульс вектор`),
	towns:   lines("Харьков, Одесса, Днепр, Запорожье, Николаев, Киев, Кривой Рог, Мариуполь, Полтава, Сумы, Херсон, Кишинёв, Алматы"),
	streets: lines("ул. Пушкинская, ул. Садовая, просп. Гагарина, ул. Заводская, ул. Победы, ул. Центральная"),
	men:     words("Александр Сергей Андрей Владимир Николай Иван Василий Юрий Виталий Дмитрий Пётр Михаил Олег Роман Игорь Максим Евгений Павел Фёдор Семён"),
	women:   words("Елена Наталья Татьяна Ирина Светлана Людмила Ольга Галина Мария Юлия Анна Екатерина Виктория Надежда Любовь Дарья Алёна"),
	fathers: words("Александрович Николаевич Иванович Владимирович Васильевич Петрович Сергеевич Михайлович Андреевич Юрьевич Фёдорович"),
	mothers: words("Александровна Николаевна Ивановна Владимировна Васильевна Петровна Сергеевна Михайловна Андреевна Юрьевна Фёдоровна"),
	surnames: words(`Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев
		Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев
		Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Белов Щукин`),
	feminine:  func(s string) string { return s + "а" },
	positions: lines("Директор, Менеджер по закупкам, Главный бухгалтер, Коммерческий директор, Начальник отдела снабжения, Инженер, Финансовый директор, Владелец, Юрист"),
	phone:     words("+38057 +38048 +38050 +38067 +38095 +38061"),
}

var bulgarian = tongue{
	language: "bg", country: "bg",
	forms: lines("ЕООД, ООД, АД, ЕТ, ЕАД"),
	first: words(`Строй Агро Био Еко Техно Мега Евро Бул Балкан Черноморие Тракия Родопи Рила Пирин Витоша Марица Дунав Софи Варна Бургас
		Пловдив Метал Дърво Мебел Текстил Хляб Мляко Вино Розова Лавандула Слънчоглед Зърно Транс Авто Мото Мед Фарма Денто`),
	second: words(`строй инвест груп сервиз трейд комерс проект инженеринг транс агро продукт импекс експорт импорт консулт финанс имоти
		дизайн арт системс логистик мениджмънт пласт метал дом лукс макс плюс партнер център свят ком нет софт`),
	towns:   lines("София, Пловдив, Варна, Бургас, Русе, Стара Загора, Плевен, Сливен, Добрич, Шумен, Перник, Хасково, Ямбол, Велико Търново, Благоевград"),
	streets: lines("бул. Витоша, ул. Раковски, бул. България, ул. Граф Игнатиев, ул. Цар Симеон, бул. Цариградско шосе"),
	men:     words("Георги Иван Димитър Николай Петър Христо Александър Стефан Йордан Васил Тодор Стоян Атанас Ангел Красимир Пламен Валентин Борис Мартин"),
	women:   words("Мария Иванка Елена Йорданка Пенка Радка Анна Даниела Десислава Виктория Надежда Росица Снежана Галина Весела Цветелина"),
	fathers: words("Георгиев Иванов Димитров Николов Петров Христов Стефанов Йорданов Василев Тодоров Стоянов"),
	mothers: words("Георгиева Иванова Димитрова Николова Петрова Христова Стефанова Йорданова Василева Тодорова Стоянова"),
	surnames: words(`Иванов Георгиев Димитров Петров Николов Христов Стоянов Тодоров Илиев Василев Атанасов Ангелов Йорданов Колев Стефанов
		Маринов Попов Костов Михайлов Александров Митев Симеонов Цветков Костадинов Любенов Велев Желев Щерев Ганчев Ъглов`),
	feminine:  func(s string) string { return s + "а" },
	positions: lines("Управител, Търговски директор, Главен счетоводител, Мениджър покупки, Собственик, Технически директор, Юрист, Логистик"),
	phone:     words("+35988 +35989 +35987"),
}

var latin = tongue{
	language: "en", country: "pl",
	forms: lines("Ltd, GmbH, Sp. z o.o., Inc, SRL"),
	first: words(`Global Euro Inter Tech Agro Bio Eco Trans Metal North South East West Baltic Danube Carpathian Black Green Blue Red Silver
		Prime First Royal Smart Cyber Data Cloud Net Soft Med Pharma Dental Auto Moto Aero Marine Logis Cargo Build Stone Glass`),
	second: words(`Trade Group Service Solutions Systems Partners Consulting Invest Holding Logistics Industries Works Labs Supply Energy Foods
		Textile Motors Parts Tools Electric Water Steel Plast Chem Paper Print Media Studio Design House Port Line Point Hub`),
	towns:   lines("Warszawa, Kraków, Berlin, München, Wien, Praha, Bucureşti, İstanbul, London, Vilnius, Rīga, Budapest"),
	streets: lines("Main Street, Industriestraße, ul. Przemysłowa, Station Road, Hauptstraße, ul. Polna"),
	men:     words("John Peter Michael Thomas Andreas Jan Piotr Tomasz Andrei Mehmet Lukas Martin David Robert"),
	women:   words("Anna Maria Katarzyna Julia Eva Sarah Agnieszka Ioana Ayşe Laura Christine Monika"),
	surnames: words(`Smith Müller Schmidt Kowalski Nowak Novák Popescu Yılmaz Johnson Fischer Weber Wiśniewski Wójcik Dvořák Nagy Horváth Kazlauskas
		Bērziņš Brown Taylor Schneider Zieliński Szymański Ionescu Demir Çelik Łukasiewicz`),
	feminine:  func(s string) string { return ending(s, "ski", "ska", "cki", "cka") },
	positions: lines("Managing Director, Purchasing Manager, CFO, Owner, Sales Director, Engineer, Office Manager"),
	phone:     words("+4850 +4860 +4866"),
}

// tongues with how many of a hundred partners speak each.
var tongues = []struct {
	of    *tongue
	share int
}{{&ukrainian, 60}, {&bulgarian, 17}, {&russian, 15}, {&latin, 8}}

func tongueOf(rng *rand.Rand) *tongue {
	n := rng.IntN(100)
	for _, t := range tongues {
		if n -= t.share; n < 0 {
			return t.of
		}
	}
	return tongues[0].of
}

// often chooses from a list so that the k-th word comes about k times as
// seldom as the first.
func often(rng *rand.Rand, list []string) string {
	if len(list) == 0 {
		return ""
	}
	u := rng.Float64()
	return list[min(int(u*u*float64(len(list))), len(list)-1)]
}

// firm is the name of a firm as people write it in their lists.
func (t *tongue) firm(rng *rand.Rand) string {
	name := often(rng, t.first) + often(rng, t.second)
	if t == &latin {
		name = often(rng, t.first) + " " + often(rng, t.second)
	}
	switch rng.IntN(10) {
	case 0, 1, 2:
		name += " " + often(rng, t.towns)
	case 3:
		name += "-" + often(rng, t.second)
	case 4:
		name = often(rng, t.first) + " " + name
	case 5:
		name += " " + often(rng, t.surnames)
	case 6:
		name += " " + string(rune('0'+rng.IntN(10))) + string(rune('0'+rng.IntN(10)))
	}
	switch {
	case rng.IntN(3) > 0:
		return name
	case t == &latin || t == &bulgarian:
		return name + " " + often(rng, t.forms)
	}
	return often(rng, t.forms) + " «" + name + "»"
}

// person is a name of somebody, and whether she is a woman.
func (t *tongue) person(rng *rand.Rand) (surname, given, patronymic string, woman bool) {
	surname, woman = often(rng, t.surnames), rng.IntN(2) == 0
	given, patronymic = often(rng, t.men), often(rng, t.fathers)
	if woman {
		surname, given, patronymic = t.feminine(surname), often(rng, t.women), often(rng, t.mothers)
	}
	if rng.IntN(4) == 0 {
		patronymic = "" // often nobody asked
	}
	return surname, given, patronymic, woman
}
