package route

// typical is the standard process of a trading house: from the first talk to
// the question whether the client is content.
func typical() *Map {
	day := 8 * 60
	m := &Map{Name: "Типовий продаж"}
	step := func(key, stage, title string, days, x, y int, produces string, results ...string) {
		m.Nodes = append(m.Nodes, Node{
			Key: key, Kind: Task, Title: title, X: x, Y: y, Stage: stage, Executor: Responsible, Norm: days * day, Produces: produces, Results: results,
		})
	}
	way := func(from, to, result string) { m.Flows = append(m.Flows, Flow{From: from, To: to, Result: result}) }
	const first, second, apart = 96, 440, 244
	col := func(i int) int { return 132 + apart*i }
	m.Nodes = append(m.Nodes, Node{Key: "start", Kind: Start, X: 24, Y: first + 12})
	step("contact", "contact", "Зафіксувати інтерес, перша розмова", 1, col(0), first, "", "є інтерес", "не наш клієнт")
	step("qualify", "qualification", "Заповнити анкету кваліфікації", 2, col(1), first, "", "підходить", "не підходить")
	step("need", "need", "З’ясувати потребу, замовити зразок", 3, col(2), first, "sample", "зрозуміло", "потреби немає")
	m.Nodes = append(m.Nodes, Node{Key: "over", Kind: Choice, Title: "Знижка понад межу?", X: col(3), Y: first + 10})
	step("approve", "offer", "Погодити знижку", 1, col(3)+104, first+112, "")
	m.Nodes[len(m.Nodes)-1].Executor = Head
	step("offer", "offer", "Підготувати пропозицію", 2, col(4)+60, first, "quote")
	step("talk", "negotiation", "Презентація або зустріч", 5, col(5)+60, first, "", "погоджено", "зміни", "відмова")
	step("contract", "contract", "Погодити договір", 3, col(5)+60, second, "contract", "діє", "відмова")
	m.Nodes[len(m.Nodes)-1].Executor, m.Nodes[len(m.Nodes)-1].Who = Role, "accountant"
	step("order", "order", "Замовлення і рахунок", 1, col(4)+60, second, "order", "готово")
	step("produce", "fulfilment", "Виробництво", 5, col(3), second, "", "вироблено")
	step("ship", "shipment", "Видаткова накладна", 1, col(2), second, "waybill", "відвантажено")
	step("pay", "settlement", "Контроль оплати", 10, col(1), second, "", "сплачено", "прострочено")
	step("close", "completion", "Запитати про задоволеність", 3, col(0), second, "")
	m.Nodes = append(
		m.Nodes,
		Node{Key: "won", Kind: Won, Title: "Виграно", X: 24, Y: second + 12},
		Node{Key: "lost", Kind: Lost, Title: "Програно", X: col(3), Y: 310},
	)
	m.Flows = append(m.Flows, Flow{From: "start", To: "contact"})
	way("contact", "qualify", "є інтерес")
	way("contact", "lost", "не наш клієнт")
	way("qualify", "need", "підходить")
	way("qualify", "lost", "не підходить")
	way("need", "over", "зрозуміло")
	way("need", "lost", "потреби немає")
	m.Flows = append(
		m.Flows,
		Flow{From: "over", To: "approve", Condition: "amount.ge=50000 UAH"},
		Flow{From: "over", To: "offer", Otherwise: true},
		Flow{From: "approve", To: "offer"},
		Flow{From: "offer", To: "talk"},
	)
	way("talk", "contract", "погоджено")
	way("talk", "offer", "зміни")
	way("talk", "lost", "відмова")
	way("contract", "order", "діє")
	way("contract", "lost", "відмова")
	way("order", "produce", "готово")
	way("produce", "ship", "вироблено")
	way("ship", "pay", "відвантажено")
	way("pay", "close", "сплачено")
	way("pay", "pay", "прострочено")
	way("close", "won", "")
	m.Nodes[1].Instruction = "Запишіть, що саме цікавить клієнта, і звідки він про нас знає.\nДомовтеся про наступну розмову."
	return m
}
