package demo

import (
	"cmp"
	"fmt"
	"slices"

	"dossier/internal/crm"
	"dossier/internal/money"
)

// sale is what a client bought in a month before this one.
type sale struct {
	client, manager string
	month           int
	sum             money.Money
}

// wares are what the clients buy month after month: the name of the deals and
// the product.
var wares = map[string]struct{ name, sku string }{
	"K01": {"Сувеніри для програми лояльності", "MUG"},
	"K02": {"POS-матеріали для магазинів", "STAND"},
	"K03": {"Промоакція для замовника агенції", "BANNER"},
	"K04": {"Наліпки та стаканчики", "STICKER"},
	"K05": {"Оформлення відкриття клініки", "ROLLUP"},
	"K06": {"Атрибутика фестивалю", "TSHIRT"},
	"L01": {"Оптова партія сувенірів", "PEN"},
	"L02": {"Заготовки під друк", "NOTE"},
	"L03": {"Сувеніри до сезону", "BAG"},
	"L04": {"Наліпки на пакування", "STICKER"},
	"L05": {"Візитівки та сумки", "BAG"},
	"P01": {"Рекламни материали за магазините", "DISPENSER"},
	"P02": {"Етикети и подаръчни чанти", "BAG"},
	"P03": {"Сувенири за гостите", "MUG"},
	"P04": {"Печат за клиент на агенцията", "BANNER"},
}

// sales are the won deals of 7.4, each written when it began and closed when
// the money was sure.
func (b *builder) sales() error {
	slices.SortStableFunc(b.sold, func(x, y sale) int { return cmp.Compare(x.month, y.month) })
	for _, s := range b.sold {
		var deal *crm.Deal
		ware := wares[s.client]
		begun := calendarDays(b, s.month, 5)
		err := b.by(s.manager, b.at(begun, 10, 15), func() error {
			deal = &crm.Deal{
				Name: ware.name, Partner: partner(b, s.client), Contact: b.partners[s.client].Head, Kind: entry(b, crm.DealKinds, "sale"),
				Product: b.ware(s.client, ware.sku), Amount: s.sum, CloseOn: b.monthDay(s.month, 20),
			}
			return b.save(deal)
		})
		if err != nil {
			return err
		}
		err = b.by(s.manager, b.at(calendarDays(b, s.month, 20), 16, 40), func() error { return (&crm.WinDeal{}).Do(b.ctx, b.tx, deal) })
		if err != nil {
			return fmt.Errorf("win a deal of %s: %w", s.client, err)
		}
	}
	return nil
}

// calendarDays is how far a day of a month is from today.
func calendarDays(b *builder, months, day int) int {
	return b.today.Until(b.today.FirstOfMonth().AddMonths(months).Add(day - 1))
}

// stages are the stages of a sale in their order.
var stages = []string{"interest", "qualification", "offer", "negotiation", "agreement"}

// begin makes a deal so many days ago and leads it from stage to stage of the
// usual way.
func (b *builder) begin(who string, d *crm.Deal, days, stage, stretch int) error {
	return b.lead(who, d, stages, days, stage, stretch)
}

// lead makes a deal so many days ago and leads it by these stages, one after
// so many days.
func (b *builder) lead(who string, d *crm.Deal, stages []string, days, stage, stretch int) error {
	err := b.by(who, b.at(-days, 11, 20), func() error { return b.save(d) })
	if err != nil {
		return err
	}
	for i := 1; i <= stage; i++ {
		err := b.by(who, b.at(-days+i*stretch, 12, 5), func() error {
			return (&crm.MoveDeal{Stage: entry(b, crm.Stages, stages[i])}).Do(b.ctx, b.tx, d)
		})
		if err != nil {
			return fmt.Errorf("move %s to %s: %w", d.Name, stages[i], err)
		}
	}
	return nil
}

// work are the open deals.
func (b *builder) work() error {
	for _, d := range []struct {
		key, by, client, contact, name, sku string
		amount                              money.Money
		stage, begun, stretch, answer       int
		note                                string
	}{
		{"gifts", "M1", "K01", "Бойко", "Новорічні подарунки партнерам", "NOTE", uah(186_000), 3, 32, 8, 9, "Три варіанти наборів; тираж 620 шт. Макет у Юлії."},
		{"frame", "M1", "K01", "Яременко", "Рамкова угода на наступний рік", "PEN", uah(1_450_000), 4, 45, 9, 23, "Ціна ручки 20,50 грн фіксується на рік."},
		{"shops", "M1", "K02", "Гончар", "Стенди для нових магазинів", "STAND", uah(151_200), 2, 18, 6, 12, "36 стендів, відкриття трьох магазинів у лютому."},
		{"winter", "M1", "K02", "Лисенко", "Зимова акція: цінники й воблери", "STICKER", uah(46_500), 3, 24, 6, -4, "Чекаємо підтвердження макета."},
		{"bank", "M1", "K07", "Кириленко", "Тендер: брендування 40 відділень", "LIGHTBOX", uah(620_000), 3, 41, 11, 16, "Поруч РекламаМайстер; вирішує департамент маркетингу."},
		{"promo", "M2", "K03", "Савицька", "Промотур «Зима в місті»", "BANNER", uah(274_000), 3, 27, 8, 6, "Два міста, монтаж за ніч."},
		{"cups", "M2", "K04", "Поліщук", "Фірмові чашки для кав’ярень", "MUG", uah(38_400), 2, 12, 4, 8, ""},
		{"clinic", "M2", "K05", "Захарчук", "Навігація для другого поверху", "BANNER", uah(27_750), 1, 9, 4, 15, "Повертаємо довіру після рекламації."},
		{"fest", "M2", "K06", "Рудик", "Повернення: сцена й мерч наступного літа", "TSHIRT", uah(96_000), 0, 20, 5, -6, "Замовляли торік; тоді пішли за ціною."},
		{"hotel", "M3", "L03", "Іваськів", "Різдвяні сувеніри для гостей", "BAG", uah(33_800), 3, 22, 6, 3, ""},
		{"bulk", "M5", "L01", "Пилипів", "Передноворічна оптова партія", "PEN", uah(128_000), 4, 26, 6, 4, "До кварталу бракує 87 000 грн за бонусною шкалою."},
		{"wine", "M4", "P02", "Колев", "Етикети за новата реколта", "STICKER", eur(4_850), 2, 21, 7, 13, "Два варианта на хартията; мострата решава."},
		{"chain", "M4", "P01", "Димитров", "Стойки за 14 магазина", "STAND", eur(1_180), 3, 30, 9, 18, ""},
		{"idea", "M4", "P04", "Илиев", "Транспаранти за коледния базар", "BANNER", eur(740), 1, 11, 4, -2, ""},
	} {
		one := &crm.Deal{
			Name: d.name, Partner: partner(b, d.client), Contact: contact(b, d.client+"/"+d.contact), Kind: entry(b, crm.DealKinds, "sale"),
			Product: b.ware(d.client, d.sku), Amount: d.amount, CloseOn: b.day(d.answer), Note: d.note,
		}
		if err := b.begin(d.by, one, d.begun, d.stage, d.stretch); err != nil {
			return err
		}
		b.deals[d.key] = one
	}
	return nil
}

// lost are the 21 lost deals with the reasons and sums of 4.9.
func (b *builder) lost() error {
	for i, d := range []struct {
		by, client, name string
		hryvnias         int64
		reason, to, why  string
	}{
		{"M1", "K02", "Фасадні вивіски", 64_000, "price", "", "Знайшли на 12 % дешевше."},
		{"M2", "K03", "Стенд для виставки меблів", 58_000, "price", "", "Агенція стиснула бюджет до 45 000."},
		{"M2", "K06", "Банери фестивалю", 52_000, "price", "", ""},
		{"M3", "L03", "Уніформа для персоналу", 41_000, "price", "", "Взяли готову без друку."},
		{"M5", "L01", "Ексклюзивні блокноти", 36_000, "price", "", ""},
		{"M5", "L02", "Запечатані папки", 24_000, "price", "", "Власний цех дешевший."},
		{"M3", "L04", "Вивіска над входом", 19_000, "price", "", ""},
		{"M2", "K04", "Меню на пластику", 16_000, "price", "", "Заламінували самі."},
		{"M1", "K07", "Пілот: оформлення двох відділень", 88_000, "competitor", "C1", "Швидший монтаж."},
		{"M2", "K03", "Брендування авто", 56_000, "competitor", "C1", "Мають власний бокс."},
		{"M3", "L03", "Рекламні щити", 42_000, "competitor", "C2", "Новий УФ-друк, інша якість."},
		{"M5", "L02", "Наклейки великим накладом", 30_000, "competitor", "C2", ""},
		{"M2", "K05", "Друк буклетів", 24_000, "competitor", "C1", ""},
		{"M1", "K02", "Холодильні наліпки", 38_000, "terms", "", "Просили відстрочку 60 днів."},
		{"M5", "L01", "Сувеніри під реалізацію", 27_000, "terms", "", "Реалізацію не погодили."},
		{"M2", "K06", "Пластикові браслети", 18_000, "terms", "", "Без передоплати не працюємо."},
		{"M3", "L05", "Наліпки на подарунки", 12_000, "terms", "", ""},
		{"M2", "K04", "Літня тераса: парасолі", 15_000, "budget", "", "Перенесли на наступний сезон."},
		{"M3", "L04", "Подарункові бокси", 9_000, "budget", "", ""},
		{"M3", "L05", "Вивіска студії", 6_000, "budget", "", ""},
		{"M2", "K05", "Календарі", 12_000, "not_specified", "", ""},
	} {
		one := &crm.Deal{
			Name: d.name, Partner: partner(b, d.client), Contact: b.partners[d.client].Head, Kind: entry(b, crm.DealKinds, "sale"), Amount: uah(d.hryvnias),
		}
		begun := 300 - i*13
		if err := b.begin(d.by, one, begun, i%4, 4); err != nil {
			return err
		}
		lose := &crm.LoseDeal{LossReason: entry(b, crm.LossReasons, d.reason), LossComment: d.why}
		if d.to != "" {
			lose.LostTo = partner(b, d.to)
		}
		err := b.by(d.by, b.at(-begun+16+i%5, 15, 30), func() error { return lose.Do(b.ctx, b.tx, one) })
		if err != nil {
			return fmt.Errorf("lose %s: %w", d.name, err)
		}
	}
	return nil
}

func eur(euros int64) money.Money { return money.Money{Minor: euros * 100, Currency: "EUR"} }
