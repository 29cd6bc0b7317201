package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// openAPI describes the API as it is now, custom fields included.
func (c *call) openAPI() error {
	server := c.base
	if server == "" {
		scheme := "http"
		if c.overTLS(c.r) {
			scheme = "https"
		}
		server = scheme + "://" + c.r.Host
	}
	return c.answerJSON(http.StatusOK, describeAPI(c.store.Schema(), server))
}

// object is a JSON object; its members are written in the order of the alphabet.
type object map[string]any

type list []any

// describeAPI is the description of the API in OpenAPI 3.1.
func describeAPI(schema *register.Schema, server string) object {
	d := &apiDescription{paths: object{}, schemas: commonSchemas()}
	var tags list
	for _, r := range schema.Registers {
		d.register(r)
		tags = append(tags, object{"name": r.Name, "description": "The register at /" + r.Path + "."})
	}
	d.paths[apiPath+"openapi.json"] = object{"get": object{
		"operationId": "describe", "summary": "This description", "tags": list{"description"},
		"responses": object{"200": object{"description": "The description of the API.", "content": inJSON(object{"type": "object"})}, "401": refused("401")},
	}}
	for _, one := range reports {
		d.report(one.name)
	}
	d.dealChance()
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Dossier", "version": "1", "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
			"description": "Reads and writes the registers of Dossier on behalf of a user, within his rights and the scopes of his token.",
		},
		"servers":  list{object{"url": server, "description": "This installation."}},
		"security": list{object{"token": list{}}},
		"tags":     append(tags, object{"name": "analysis", "description": "What the deals come to."}, object{"name": "description", "description": "The API itself."}),
		"paths":    d.paths,
		"components": object{
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer", "description": "A personal token, made on the profile page or by `dossier token create`."}},
			"parameters":      commonParameters(), "responses": commonResponses(), "schemas": d.schemas, "headers": commonHeaders(),
		},
	}
}

// report describes a report of the analysis.
func (d *apiDescription) report(name string) {
	text := object{"type": "string"}
	asked := func(name, about string) object {
		return object{"name": name, "in": "query", "schema": text, "description": about}
	}
	d.paths[apiPath+"analysis/"+name] = object{"get": object{
		"operationId": "analysis_" + name, "summary": "The report on " + name + ", as its page shows it", "tags": list{"analysis"},
		"parameters": list{
			asked("period", "Whole months: last12, all, a word as thisyear, a year as 2026 or a month as 2026-11."), asked("kind", "The id of a kind of deals."),
			asked("by", "How the figures are taken apart, as the page has it."), asked("view", "Of the funnel: cohort or snapshot."), asked("measure", "Of the funnel: count or amount."),
		},
		"responses": object{
			"200": object{"description": "Tables by name; percent and amounts are texts with all their digits, null is a share of nothing.", "content": inJSON(object{
				"type": "object", "required": list{"report", "period", "from", "to", "currency", "tables"},
				"properties": object{
					"report": text, "period": text, "from": text, "to": text, "currency": text,
					"tables": object{"type": "object", "additionalProperties": object{"type": "array", "items": object{"type": "object", "additionalProperties": true}}},
				},
			})},
			"400": refused("400"), "401": refused("401"), "403": refused("403"),
		},
	}}
}

// dealChance describes what the statistics tell of one deal.
func (d *apiDescription) dealChance() {
	d.paths[apiPath+"deals/{id}/chance"] = object{"parameters": list{param("id")}, "get": object{
		"operationId": "deal_chance", "summary": "How likely the deal is to be won, and what speaks for and against it", "tags": list{"analysis"},
		"responses": object{
			"200": object{"description": "Chances in percent, as texts with all their digits; there are none of a deal that ended or that has no stages.", "content": inJSON(object{
				"type": "object", "required": list{"report", "chance", "tables"},
				"properties": object{
					"report": object{"type": "string"},
					"chance": object{"type": "object", "additionalProperties": object{"type": list{"string", "null"}}, "description": "used in sums, said by the seller, by the stage, by the factors, and the ground it was told from."},
					"tables": object{"type": "object", "additionalProperties": object{"type": "array", "items": object{"type": "object", "additionalProperties": true}}},
				},
			})},
			"401": refused("401"), "403": refused("403"), "404": refused("404"),
		},
	}}
}

// apiDescription is the description as it grows.
type apiDescription struct {
	paths, schemas object
}

// schemaName is what a register is called among the schemas: LossReason.
func schemaName(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '.' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

func (d *apiDescription) register(r *register.Register) {
	name := schemaName(r.Name)
	d.schemas[name] = d.record(r)
	d.schemas[name+"Page"] = object{
		"type": "object", "required": list{"items", "count"},
		"properties": object{
			"items":    object{"type": "array", "items": ref(name)},
			"count":    object{"type": "integer", "description": "How many records there are on all pages; 10000 when there are more."},
			"over":     object{"type": "boolean", "description": "There are more than count."},
			"sums":     object{"type": "object", "additionalProperties": true, "description": "Totals of the fields named by sum; of money one amount a currency."},
			"next":     object{"type": "string", "description": "Address of the next page."},
			"previous": object{"type": "string", "description": "Address of the page before."},
		},
	}
	all := object{"get": d.operation(r, "list", "List "+r.Path, "", object{
		"parameters": list{
			param("q"), param("filter"), param("conditions"), param("sort"), param("fields"), param("sum"), param("limit"), param("after"), param("before"), param("all"),
		},
		"responses": answers("200", described("A page of records.", ref(name+"Page")), "400", "403"),
	})}
	one := object{
		"parameters": list{param("id")},
		"get": d.operation(r, "get", "Read one "+r.Name, "", object{
			"parameters": list{param("fields")}, "responses": answers("200", recordAnswer("The record.", name), "400", "403", "404"),
		}),
	}
	d.paths[apiPath+r.Path] = all
	d.paths[apiPath+r.Path+"/{id}"] = one
	if r.Closed {
		return
	}
	d.schemas[name+"New"] = d.input(r, true)
	d.schemas[name+"Change"] = d.input(r, false)
	writing := []string{"400", "403", "404", "409", "413", "415", "422"}
	all["post"] = d.operation(r, "create", "Make a "+r.Name, name+"New", object{
		"parameters": list{param("IdempotencyKey")}, "responses": answers("201", created(name), writing...),
	})
	if asksFile(r) {
		d.fileBody(r, all["post"].(object), name)
	}
	one["patch"] = d.operation(r, "change", "Change a "+r.Name, name+"Change", object{
		"parameters": list{param("IfMatchRequired"), param("IdempotencyKey")}, "responses": answers("200", recordAnswer("The record as it is now.", name), append(writing, "428")...),
	})
	one["delete"] = d.operation(r, "delete", "Remove a "+r.Name+" that nothing refers to", "", object{
		"parameters": list{param("IfMatch"), param("IdempotencyKey")}, "responses": answers("204", object{"description": "It is gone."}, "403", "404", "409", "422", "428"),
	})
	for _, act := range []string{"archive", "restore"} {
		d.act(r, act, d.paths, apiPath+r.Path+"/{id}/"+act, "", answers("200", recordAnswer("The record as it is now.", name), "403", "404", "409", "422", "428"))
	}
	for _, a := range r.Actions {
		d.action(r, a)
	}
}

// fileBody lets a record come with its file, as a form of parts, and describes
// how the bytes of an attachment are had.
func (d *apiDescription) fileBody(r *register.Register, post object, name string) {
	parts, needed := object{recordPart: ref(name + "New")}, list{}
	for _, f := range r.Fields {
		if f.Kind == register.FileOf && !f.ReadOnly && !f.Unseen {
			parts[f.Name] = object{"type": "string", "contentMediaType": "application/octet-stream", "description": "The file as it is, 100 MiB at most."}
			needed = append(needed, f.Name)
		}
	}
	if len(needed) == 0 {
		return
	}
	content := post["requestBody"].(object)["content"].(object)
	content["multipart/form-data"] = object{
		"schema":   object{"type": "object", "required": needed, "properties": parts},
		"encoding": object{recordPart: object{"contentType": "application/json"}},
	}
	if r.Name != crm.Attachments.Name {
		return
	}
	d.paths[apiPath+r.Path+"/{id}/content"] = object{"parameters": list{param("id")}, "get": d.operation(r, "content", "Read the file of an attachment", "", object{
		"responses": answers("200", object{"description": "The bytes.", "content": object{"application/octet-stream": object{}}}, "403", "404"),
	})}
}

func (d *apiDescription) action(r *register.Register, a *register.Action) {
	input := schemaName(r.Name) + schemaName(a.Name)
	d.schemas[input] = d.input(a.Input, true)
	responses := answers("200", recordAnswer("The record as it is now.", schemaName(r.Name)), "400", "403", "404", "409", "413", "415", "422", "428")
	responses["204"] = object{"description": "Done. Nothing is left to be shown."}
	if a.On != register.OnNone {
		d.act(r, a.Name, d.paths, apiPath+r.Path+"/{id}/"+a.Name, input, responses)
	}
	if a.On == register.OnOne {
		return
	}
	body := ref(input)
	if a.On == register.OnSeveral {
		d.schemas[input+"Several"] = object{"allOf": list{ref(input), object{
			"type": "object", "required": list{"ids"},
			"properties": object{"ids": object{"type": "array", "minItems": 1, "maxItems": mostAtOnce, "items": integer(), "description": "The records to act on."}},
		}}}
		body = ref(input + "Several")
	}
	d.paths[apiPath+r.Path+"/"+a.Name] = object{"post": object{
		"operationId": r.Name + "_" + a.Name + "_all", "summary": "Do " + a.Name + " on the register", "tags": list{r.Name}, "parameters": list{param("IdempotencyKey")},
		"requestBody": object{"required": a.On == register.OnSeveral, "content": inJSON(body)}, "responses": responses,
	}}
}

func (d *apiDescription) act(r *register.Register, name string, paths object, path, input string, responses object) {
	paths[path] = object{"parameters": list{param("id")}, "post": d.operation(r, name, "Do "+name+" on one "+r.Name, input, object{
		"parameters": list{param("IfMatch"), param("IdempotencyKey")}, "responses": responses,
	})}
}

func (d *apiDescription) operation(r *register.Register, act, summary, input string, more object) object {
	op := object{"operationId": r.Name + "_" + act, "summary": strings.ReplaceAll(summary, "_", " "), "tags": list{r.Name}}
	if input != "" {
		op["requestBody"] = object{"required": true, "content": inJSON(ref(input))}
	}
	maps.Copy(op, more)
	return op
}

// record describes the records of a register as they are read. What the caller
// may not see is left out of an answer, so that nothing but the head is sure.
func (d *apiDescription) record(r *register.Register) object {
	properties := object{}
	var head list
	for _, f := range r.Head {
		properties[f.Name] = d.field(r, f)
		head = append(head, f.Name)
	}
	for _, f := range r.Fields {
		if !f.Unseen {
			properties[f.Name] = d.field(r, f)
		}
	}
	if _, noticed := r.New().(crm.Noticed); noticed {
		properties["notices"] = object{
			"type": "array", "description": "After a write: what is odd about the record, though it was saved.",
			"items": object{"type": "object", "required": list{"field", "key"}, "properties": object{
				"field": object{"type": "string"}, "key": object{"type": "string"}, "suggestion": object{"type": "string"},
			}},
		}
	}
	return object{"type": "object", "required": head, "properties": properties}
}

// input describes what may be said of a record.
func (d *apiDescription) input(r *register.Register, asNew bool) object {
	properties := object{}
	var required list
	for _, f := range r.Fields {
		if f.Unseen || f.ReadOnly || f.Kind == register.FileOf {
			continue
		}
		one := d.field(r, f)
		if f.Kind == register.PartsOf {
			one = object{"type": "array", "items": ref(d.part(f)), "description": "Replaced whole; a row with the id of a known part changes that one."}
		}
		properties[f.Name] = one
		if f.Required && asNew && f.Kind != register.Bool {
			required = append(required, f.Name)
		}
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// part describes the parts of a field and gives the name of the schema.
func (d *apiDescription) part(f *register.Field) string {
	name := schemaName(f.Target.Name)
	if d.schemas[name] == nil {
		properties := object{"id": integer()}
		for _, g := range f.Target.Fields {
			if !g.Unseen {
				properties[g.Name] = d.field(f.Target, g)
			}
		}
		d.schemas[name] = object{"type": "object", "properties": properties, "additionalProperties": false}
	}
	return name
}

// field describes the values of a field.
func (d *apiDescription) field(r *register.Register, f *register.Field) object {
	s := d.kind(f)
	var notes []string
	if f.Target != nil && f.Kind != register.PartsOf {
		notes = append(notes, "An id in "+f.Target.Path+".")
	}
	if f.Class != register.Open {
		notes = append(notes, "Of the class "+string(f.Class)+": not everybody sees it.")
	}
	if f.Unique {
		notes = append(notes, "No two records say the same.")
	}
	if f.Custom {
		if text := f.Labels["en"]; text != "" {
			s["title"] = text
		}
		notes = append(notes, "A field of this installation's own.")
	}
	if len(notes) > 0 {
		s["description"] = strings.Join(notes, " ")
	}
	if f.ReadOnly {
		s["readOnly"] = true
	}
	return s
}

// kind describes the values of a kind. Emptiness is null, except where a value
// is always there.
func (d *apiDescription) kind(f *register.Field) object {
	switch f.Kind {
	case register.Text, register.LongText, register.Email, register.Phone:
		s := object{"type": orNull("string")}
		if f.Max > 0 {
			s["maxLength"] = f.Max
		}
		return s
	case register.Int:
		return integer()
	case register.Bool:
		return object{"type": "boolean"}
	case register.Price, register.Quantity, register.Percent:
		digits := map[register.Kind]string{register.Price: "four", register.Quantity: "three", register.Percent: "six"}[f.Kind]
		return object{"type": orNull("number"), "$comment": "At most " + digits + " digits after the point; 20 % is 0.2."}
	case register.Money:
		return orNothing(ref("Money"))
	case register.Day:
		return object{"type": orNull("string"), "format": "date"}
	case register.Moment:
		return object{"type": orNull("string"), "format": "date-time"}
	case register.Choice:
		values := list{}
		for _, c := range f.Choices {
			values = append(values, c)
		}
		return object{"type": orNull("string"), "enum": append(values, nil)}
	case register.Several:
		return object{"type": "array", "uniqueItems": true, "items": object{"type": "string", "enum": f.Choices}}
	case register.Reference:
		return object{"type": orNull("integer"), "format": "int64"}
	case register.References:
		return object{"type": "array", "items": integer()}
	case register.LinkTo:
		return orNothing(ref("Link"))
	case register.FileOf:
		return orNothing(ref("File"))
	case register.NamesOf:
		return orNothing(ref("Names"))
	case register.PartsOf:
		return object{"type": "array", "items": ref(d.part(f))}
	}
	panic("web: the API does not describe " + f.Kind.String())
}

func ref(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func param(name string) object { return object{"$ref": "#/components/parameters/" + name} }

func integer() object { return object{"type": "integer", "format": "int64"} }

func orNull(kind string) list { return list{kind, "null"} }

func orNothing(schema object) object { return object{"anyOf": list{schema, object{"type": "null"}}} }

func inJSON(schema object) object { return object{"application/json": object{"schema": schema}} }

func described(text string, schema object) object {
	return object{"description": text, "content": inJSON(schema)}
}

func recordAnswer(text, name string) object {
	a := described(text, ref(name))
	a["headers"] = object{"ETag": object{"$ref": "#/components/headers/ETag"}}
	return a
}

func created(name string) object {
	a := recordAnswer("The record was made.", name)
	a["headers"].(object)["Location"] = object{"$ref": "#/components/headers/Location"}
	return a
}

// answers are the answer of a call that worked and those of calls refused.
func answers(status string, answer object, refusals ...string) object {
	out := object{status: answer}
	for _, s := range append(refusals, "401", "429", "500") {
		out[s] = refused(s)
	}
	return out
}

func refused(status string) object { return object{"$ref": "#/components/responses/" + status} }

var refusals = map[string]string{
	"400": "The request cannot be understood: an unknown field, a filter or JSON that cannot be read.",
	"401": "No token, or one that is good no more.",
	"403": "Not within the rights of the user or the scopes of the token.",
	"404": "Not there, or not to be seen.",
	"409": "The record changed since it was read; version is that of now. Or the first call with the key is still at work.",
	"413": "The body is longer than 1 MiB.",
	"415": "The body is not JSON.",
	"422": "What the record would say is refused; errors names the fields. Or the key was given with another request.",
	"428": "If-Match must name the version that was read.",
	"429": "Too many requests.",
	"500": "Something broke here. The code finds it in the log.",
}

func commonResponses() object {
	out := object{}
	for status, text := range refusals {
		out[status] = object{"description": text, "content": object{"application/problem+json": object{"schema": ref("Problem")}}}
	}
	return out
}

func commonHeaders() object {
	return object{
		"ETag":     object{"description": "The version of the record in quotes, for If-Match.", "schema": object{"type": "string"}},
		"Location": object{"description": "Address of the record.", "schema": object{"type": "string"}},
	}
}

func commonParameters() object {
	query := func(name, text string, schema object) object {
		return object{"name": name, "in": "query", "description": text, "schema": schema}
	}
	text := object{"type": "string"}
	ifMatch := "The version that was read, as the ETag gave it."
	return object{
		"id":     object{"name": "id", "in": "path", "required": true, "description": "Number of the record.", "schema": integer()},
		"q":      query("q", "Words to be found.", text),
		"filter": query("filter", `A tree of conditions as JSON: {"any":[{"field":"city","op":"eq","value":"Київ"}]}.`, text),
		"conditions": object{
			"name": "conditions", "in": "query", "style": "form", "explode": true,
			"description": "Conditions by fields, as name.has=Крок, amount.ge=9000.00 UAH or partner.region.under=12; all must hold.",
			"schema":      object{"type": "object", "additionalProperties": text},
		},
		"sort":            query("sort", "Fields to order by, three at most; - before a name turns the order: -amount,name.", text),
		"fields":          query("fields", "Fields of the answer, comma between them; all that may be seen unless said.", text),
		"sum":             query("sum", "Fields to add up over all pages, comma between them.", text),
		"limit":           query("limit", "Records of a page.", object{"type": "integer", "minimum": 1, "maximum": mostLimit, "default": usualLimit}),
		"after":           query("after", "Where the page begins, as next gave it.", text),
		"before":          query("before", "Where the page ends, as previous gave it.", text),
		"all":             query("all", "Also archived records.", object{"type": "string", "enum": list{"1"}}),
		"IfMatch":         object{"name": "If-Match", "in": "header", "description": ifMatch, "schema": text},
		"IfMatchRequired": object{"name": "If-Match", "in": "header", "required": true, "description": ifMatch, "schema": text},
		"IdempotencyKey": object{
			"name": "Idempotency-Key", "in": "header", "schema": object{"type": "string", "maxLength": mostKey},
			"description": "Makes the call one that is done once however often it is sent within a day.",
		},
	}
}

func commonSchemas() object {
	text := object{"type": "string"}
	plain := func(required []string, properties object) object {
		s := object{"type": "object", "properties": properties, "additionalProperties": false}
		if len(required) > 0 {
			s["required"] = required
		}
		return s
	}
	names := object{}
	for _, l := range slices.Sorted(slices.Values(register.Languages[:])) {
		names[l] = text
	}
	return object{
		"Money": plain([]string{"amount", "currency"}, object{
			"amount":   object{"type": list{"string", "number"}, "description": "A decimal number; written as a string, so that no digit is lost."},
			"currency": object{"type": "string", "minLength": 3, "maxLength": 3, "description": "ISO 4217 code."},
		}),
		"Names": plain(nil, names),
		"Link":  plain([]string{"register", "id"}, object{"register": text, "id": integer()}),
		"File":  plain([]string{"hash", "name", "type", "size"}, object{"hash": text, "name": text, "type": text, "size": integer()}),
		"Problem": object{
			"type": "object", "required": list{"type", "title", "status"},
			"properties": object{
				"type": text, "title": text, "status": object{"type": "integer"}, "detail": text,
				"code":    object{"type": "string", "description": "Names the request in the log."},
				"version": object{"type": "integer", "description": "Of the record now, when it changed since it was read."},
				"errors": object{"type": "array", "items": object{
					"type": "object", "required": list{"key"},
					"properties": object{"field": text, "key": text, "args": object{"type": "object", "additionalProperties": true}},
				}},
			},
		},
	}
}
