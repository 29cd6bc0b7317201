-- The tables of the registers, as "dossier schema diff" writes them.

-- +goose Up

CREATE TABLE "organisations" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "full_name" TEXT NOT NULL DEFAULT '',
    "main" INTEGER NOT NULL DEFAULT 0,
    "country" TEXT NOT NULL DEFAULT '',
    "language" TEXT NOT NULL DEFAULT '',
    "zone" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "vat_number" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',
    "director" TEXT NOT NULL DEFAULT '',
    "accountant" TEXT NOT NULL DEFAULT '',
    "work_days" INTEGER NOT NULL DEFAULT 0,
    "work_from" TEXT NOT NULL DEFAULT '',
    "work_to" TEXT NOT NULL DEFAULT '',
    "break_from" TEXT NOT NULL DEFAULT '',
    "break_to" TEXT NOT NULL DEFAULT '',
    "claim_days" INTEGER NOT NULL DEFAULT 0,
    "severe_claim_days" INTEGER NOT NULL DEFAULT 0,
    "lead_minutes" INTEGER NOT NULL DEFAULT 0,
    "keep_contacts" INTEGER NOT NULL DEFAULT 0,
    "keep_leads" INTEGER NOT NULL DEFAULT 0,
    "keep_consents" INTEGER NOT NULL DEFAULT 0,
    "keep_papers" INTEGER NOT NULL DEFAULT 0,
    "keep_sign_ins" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "organisations_listed" ON "organisations" ("archived", "name_key", "id", "name_fold");
CREATE INDEX "organisations_by_created_at" ON "organisations" ("created_at", "id", "archived");
CREATE INDEX "organisations_by_updated_at" ON "organisations" ("updated_at", "id", "archived");
CREATE INDEX "organisations_by_created_by" ON "organisations" ("created_by", "archived", "name_key", "id");
CREATE INDEX "organisations_by_updated_by" ON "organisations" ("updated_by", "archived", "name_key", "id");
CREATE INDEX "organisations_by_name" ON "organisations" ("name_key", "id");
CREATE INDEX "organisations_by_name_fold" ON "organisations" ("name_fold");
CREATE VIRTUAL TABLE "organisations_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="organisations", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "organisations_fts_insert" AFTER INSERT ON "organisations" BEGIN
    INSERT INTO "organisations_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "organisations_fts_delete" AFTER DELETE ON "organisations" BEGIN
    INSERT INTO "organisations_fts" ("organisations_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "organisations_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "organisations" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "organisations_fts" ("organisations_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "organisations_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "organisations_accounts" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "organisations" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "iban" TEXT NOT NULL DEFAULT '',
    "iban_fold" TEXT NOT NULL DEFAULT '',
    "iban_key" BLOB NOT NULL DEFAULT x'',
    "bank" TEXT NOT NULL DEFAULT '',
    "bic" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL DEFAULT '',
    "main" INTEGER NOT NULL DEFAULT 0,
    "from" TEXT NOT NULL DEFAULT '',
    "till" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "organisations_accounts_by_owner" ON "organisations_accounts" ("owner", "position");
CREATE INDEX "organisations_accounts_by_iban_fold" ON "organisations_accounts" ("iban_fold", "owner");

CREATE TABLE "days_off" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "day" TEXT NOT NULL DEFAULT '',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "worked" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "days_off_listed" ON "days_off" ("archived", "day", "id");
CREATE INDEX "days_off_by_created_at" ON "days_off" ("created_at", "id", "archived");
CREATE INDEX "days_off_by_updated_at" ON "days_off" ("updated_at", "id", "archived");
CREATE INDEX "days_off_by_created_by" ON "days_off" ("created_by", "archived", "day", "id");
CREATE INDEX "days_off_by_updated_by" ON "days_off" ("updated_by", "archived", "day", "id");
CREATE UNIQUE INDEX "days_off_day_unique" ON "days_off" ("day") WHERE "day" <> '';
CREATE INDEX "days_off_by_day" ON "days_off" ("day", "id", "archived");
CREATE INDEX "days_off_by_worked" ON "days_off" ("worked", "archived", "day", "id");
CREATE VIRTUAL TABLE "days_off_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="days_off", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "days_off_fts_insert" AFTER INSERT ON "days_off" BEGIN
    INSERT INTO "days_off_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "days_off_fts_delete" AFTER DELETE ON "days_off" BEGIN
    INSERT INTO "days_off_fts" ("days_off_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "days_off_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "days_off" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "days_off_fts" ("days_off_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "days_off_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "surname" TEXT NOT NULL DEFAULT '',
    "surname_fold" TEXT NOT NULL DEFAULT '',
    "surname_key" BLOB NOT NULL DEFAULT x'',
    "given" TEXT NOT NULL DEFAULT '',
    "given_fold" TEXT NOT NULL DEFAULT '',
    "given_key" BLOB NOT NULL DEFAULT x'',
    "patronymic" TEXT NOT NULL DEFAULT '',
    "position" TEXT NOT NULL DEFAULT '',
    "team" INTEGER NULL REFERENCES "teams" (id),
    "head" INTEGER NULL REFERENCES "users" (id),
    "deputy" INTEGER NULL REFERENCES "users" (id),
    "email" TEXT NOT NULL DEFAULT '',
    "email_fold" TEXT NOT NULL DEFAULT '',
    "phone" TEXT NOT NULL DEFAULT '',
    "phone_fold" TEXT NOT NULL DEFAULT '',
    "disabled" INTEGER NOT NULL DEFAULT 0,
    "language" TEXT NOT NULL DEFAULT '',
    "zone" TEXT NOT NULL DEFAULT '',
    "theme" TEXT NOT NULL DEFAULT '',
    "density" TEXT NOT NULL DEFAULT '',
    "keys_off" INTEGER NOT NULL DEFAULT 0,
    "quiet_from" TEXT NOT NULL DEFAULT '',
    "quiet_to" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_contact" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "users_listed" ON "users" ("archived", "surname_key", "given_key", "id", "surname_fold");
CREATE INDEX "users_by_created_at" ON "users" ("created_at", "id", "archived");
CREATE INDEX "users_by_updated_at" ON "users" ("updated_at", "id", "archived");
CREATE INDEX "users_by_created_by" ON "users" ("created_by", "archived", "surname_key", "given_key", "id");
CREATE INDEX "users_by_updated_by" ON "users" ("updated_by", "archived", "surname_key", "given_key", "id");
CREATE INDEX "users_by_surname" ON "users" ("surname_key", "id");
CREATE INDEX "users_by_surname_fold" ON "users" ("surname_fold");
CREATE INDEX "users_by_given" ON "users" ("given_key", "id");
CREATE INDEX "users_by_given_fold" ON "users" ("given_fold");
CREATE INDEX "users_by_team" ON "users" ("team", "archived", "surname_key", "given_key", "id");
CREATE INDEX "users_by_head" ON "users" ("head", "archived", "surname_key", "given_key", "id");
CREATE INDEX "users_by_deputy" ON "users" ("deputy", "archived", "surname_key", "given_key", "id");
CREATE UNIQUE INDEX "users_email_unique" ON "users" ("email") WHERE "email" <> '';
CREATE INDEX "users_by_email_fold" ON "users" ("email_fold");
CREATE INDEX "users_by_phone_fold" ON "users" ("phone_fold");
CREATE INDEX "users_by_disabled" ON "users" ("disabled", "archived", "surname_key", "given_key", "id");
CREATE VIRTUAL TABLE "users_fts" USING fts5 ("search_open", "search_contact", "search_latin", tokenize='trigram case_sensitive 1', content="users", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "users_fts_insert" AFTER INSERT ON "users" BEGIN
    INSERT INTO "users_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "users_fts_delete" AFTER DELETE ON "users" BEGIN
    INSERT INTO "users_fts" ("users_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "users_fts_update" AFTER UPDATE OF "search_open", "search_contact", "search_latin" ON "users" WHEN old."search_open" <> new."search_open" OR old."search_contact" <> new."search_contact" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "users_fts" ("users_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
    INSERT INTO "users_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "users_roles" (
    "owner" INTEGER NOT NULL REFERENCES "users" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "roles" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "users_roles_by_target" ON "users_roles" ("target", "owner");

CREATE TABLE "teams" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "parent" INTEGER NULL REFERENCES "teams" (id),
    "head" INTEGER NULL REFERENCES "users" (id),
    "office" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "teams_listed" ON "teams" ("archived", "name_key", "id", "name_fold");
CREATE INDEX "teams_by_created_at" ON "teams" ("created_at", "id", "archived");
CREATE INDEX "teams_by_updated_at" ON "teams" ("updated_at", "id", "archived");
CREATE INDEX "teams_by_created_by" ON "teams" ("created_by", "archived", "name_key", "id");
CREATE INDEX "teams_by_updated_by" ON "teams" ("updated_by", "archived", "name_key", "id");
CREATE INDEX "teams_by_name" ON "teams" ("name_key", "id");
CREATE INDEX "teams_by_name_fold" ON "teams" ("name_fold");
CREATE UNIQUE INDEX "teams_code_unique" ON "teams" ("code") WHERE "code" <> '';
CREATE INDEX "teams_by_code" ON "teams" ("code_key", "id");
CREATE INDEX "teams_by_code_fold" ON "teams" ("code_fold");
CREATE INDEX "teams_by_parent" ON "teams" ("parent", "archived", "name_key", "id");
CREATE INDEX "teams_by_head" ON "teams" ("head", "archived", "name_key", "id");
CREATE VIRTUAL TABLE "teams_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="teams", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "teams_fts_insert" AFTER INSERT ON "teams" BEGIN
    INSERT INTO "teams_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "teams_fts_delete" AFTER DELETE ON "teams" BEGIN
    INSERT INTO "teams_fts" ("teams_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "teams_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "teams" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "teams_fts" ("teams_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "teams_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "roles" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "preset" TEXT NOT NULL DEFAULT '',
    "preset_fold" TEXT NOT NULL DEFAULT '',
    "preset_key" BLOB NOT NULL DEFAULT x'',
    "menu" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "roles_listed" ON "roles" ("archived", "preset_key", "id", "preset_fold");
CREATE INDEX "roles_by_created_at" ON "roles" ("created_at", "id", "archived");
CREATE INDEX "roles_by_updated_at" ON "roles" ("updated_at", "id", "archived");
CREATE INDEX "roles_by_created_by" ON "roles" ("created_by", "archived", "preset_key", "id");
CREATE INDEX "roles_by_updated_by" ON "roles" ("updated_by", "archived", "preset_key", "id");
CREATE INDEX "roles_by_preset" ON "roles" ("preset_key", "id");
CREATE INDEX "roles_by_preset_fold" ON "roles" ("preset_fold");
CREATE VIRTUAL TABLE "roles_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="roles", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "roles_fts_insert" AFTER INSERT ON "roles" BEGIN
    INSERT INTO "roles_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "roles_fts_delete" AFTER DELETE ON "roles" BEGIN
    INSERT INTO "roles_fts" ("roles_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "roles_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "roles" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "roles_fts" ("roles_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "roles_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "roles_grants" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "roles" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "register" TEXT NOT NULL DEFAULT '',
    "act" TEXT NOT NULL DEFAULT '',
    "scope" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "roles_grants_by_owner" ON "roles_grants" ("owner", "position");

CREATE TABLE "roles_classes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "roles" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "register" TEXT NOT NULL DEFAULT '',
    "class" TEXT NOT NULL DEFAULT '',
    "level" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "roles_classes_by_owner" ON "roles_classes" ("owner", "position");

CREATE TABLE "absences" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "user" INTEGER NULL REFERENCES "users" (id),
    "deputy" INTEGER NULL REFERENCES "users" (id),
    "from" TEXT NOT NULL DEFAULT '',
    "till" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "absences_listed" ON "absences" ("archived", "id");
CREATE INDEX "absences_by_created_at" ON "absences" ("created_at", "id", "archived");
CREATE INDEX "absences_by_updated_at" ON "absences" ("updated_at", "id", "archived");
CREATE INDEX "absences_by_created_by" ON "absences" ("created_by", "archived", "id");
CREATE INDEX "absences_by_updated_by" ON "absences" ("updated_by", "archived", "id");
CREATE INDEX "absences_by_user" ON "absences" ("user", "archived", "id");
CREATE INDEX "absences_by_deputy" ON "absences" ("deputy", "archived", "id");
CREATE INDEX "absences_by_from" ON "absences" ("from", "id", "archived");
CREATE INDEX "absences_by_till" ON "absences" ("till", "id", "archived");
CREATE INDEX "absences_by_kind" ON "absences" ("kind", "archived", "id");
CREATE INDEX "absences_by_state" ON "absences" ("state", "archived", "id");

CREATE TABLE "regions" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "parent" INTEGER NULL REFERENCES "regions" (id),
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "regions_listed" ON "regions" ("archived", "position", "code_key", "id");
CREATE INDEX "regions_by_created_at" ON "regions" ("created_at", "id", "archived");
CREATE INDEX "regions_by_updated_at" ON "regions" ("updated_at", "id", "archived");
CREATE INDEX "regions_by_created_by" ON "regions" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "regions_by_updated_by" ON "regions" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "regions_code_unique" ON "regions" ("code") WHERE "code" <> '';
CREATE INDEX "regions_by_code" ON "regions" ("code_key", "id");
CREATE INDEX "regions_by_code_fold" ON "regions" ("code_fold");
CREATE INDEX "regions_by_position" ON "regions" ("position", "id", "archived");
CREATE INDEX "regions_by_parent" ON "regions" ("parent", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "regions_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="regions", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "regions_fts_insert" AFTER INSERT ON "regions" BEGIN
    INSERT INTO "regions_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "regions_fts_delete" AFTER DELETE ON "regions" BEGIN
    INSERT INTO "regions_fts" ("regions_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "regions_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "regions" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "regions_fts" ("regions_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "regions_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "industries" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "industries_listed" ON "industries" ("archived", "position", "code_key", "id");
CREATE INDEX "industries_by_created_at" ON "industries" ("created_at", "id", "archived");
CREATE INDEX "industries_by_updated_at" ON "industries" ("updated_at", "id", "archived");
CREATE INDEX "industries_by_created_by" ON "industries" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "industries_by_updated_by" ON "industries" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "industries_code_unique" ON "industries" ("code") WHERE "code" <> '';
CREATE INDEX "industries_by_code" ON "industries" ("code_key", "id");
CREATE INDEX "industries_by_code_fold" ON "industries" ("code_fold");
CREATE INDEX "industries_by_position" ON "industries" ("position", "id", "archived");
CREATE VIRTUAL TABLE "industries_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="industries", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "industries_fts_insert" AFTER INSERT ON "industries" BEGIN
    INSERT INTO "industries_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "industries_fts_delete" AFTER DELETE ON "industries" BEGIN
    INSERT INTO "industries_fts" ("industries_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "industries_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "industries" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "industries_fts" ("industries_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "industries_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "activity_kinds" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "activity_kinds_listed" ON "activity_kinds" ("archived", "position", "code_key", "id");
CREATE INDEX "activity_kinds_by_created_at" ON "activity_kinds" ("created_at", "id", "archived");
CREATE INDEX "activity_kinds_by_updated_at" ON "activity_kinds" ("updated_at", "id", "archived");
CREATE INDEX "activity_kinds_by_created_by" ON "activity_kinds" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "activity_kinds_by_updated_by" ON "activity_kinds" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "activity_kinds_code_unique" ON "activity_kinds" ("code") WHERE "code" <> '';
CREATE INDEX "activity_kinds_by_code" ON "activity_kinds" ("code_key", "id");
CREATE INDEX "activity_kinds_by_code_fold" ON "activity_kinds" ("code_fold");
CREATE INDEX "activity_kinds_by_position" ON "activity_kinds" ("position", "id", "archived");
CREATE VIRTUAL TABLE "activity_kinds_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="activity_kinds", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "activity_kinds_fts_insert" AFTER INSERT ON "activity_kinds" BEGIN
    INSERT INTO "activity_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "activity_kinds_fts_delete" AFTER DELETE ON "activity_kinds" BEGIN
    INSERT INTO "activity_kinds_fts" ("activity_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "activity_kinds_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "activity_kinds" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "activity_kinds_fts" ("activity_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "activity_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "client_statuses" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "hue" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "client_statuses_listed" ON "client_statuses" ("archived", "position", "code_key", "id");
CREATE INDEX "client_statuses_by_created_at" ON "client_statuses" ("created_at", "id", "archived");
CREATE INDEX "client_statuses_by_updated_at" ON "client_statuses" ("updated_at", "id", "archived");
CREATE INDEX "client_statuses_by_created_by" ON "client_statuses" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "client_statuses_by_updated_by" ON "client_statuses" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "client_statuses_code_unique" ON "client_statuses" ("code") WHERE "code" <> '';
CREATE INDEX "client_statuses_by_code" ON "client_statuses" ("code_key", "id");
CREATE INDEX "client_statuses_by_code_fold" ON "client_statuses" ("code_fold");
CREATE INDEX "client_statuses_by_position" ON "client_statuses" ("position", "id", "archived");
CREATE VIRTUAL TABLE "client_statuses_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="client_statuses", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "client_statuses_fts_insert" AFTER INSERT ON "client_statuses" BEGIN
    INSERT INTO "client_statuses_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "client_statuses_fts_delete" AFTER DELETE ON "client_statuses" BEGIN
    INSERT INTO "client_statuses_fts" ("client_statuses_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "client_statuses_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "client_statuses" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "client_statuses_fts" ("client_statuses_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "client_statuses_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "ad_sources" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "parent" INTEGER NULL REFERENCES "ad_sources" (id),
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "ad_sources_listed" ON "ad_sources" ("archived", "position", "code_key", "id");
CREATE INDEX "ad_sources_by_created_at" ON "ad_sources" ("created_at", "id", "archived");
CREATE INDEX "ad_sources_by_updated_at" ON "ad_sources" ("updated_at", "id", "archived");
CREATE INDEX "ad_sources_by_created_by" ON "ad_sources" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "ad_sources_by_updated_by" ON "ad_sources" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "ad_sources_code_unique" ON "ad_sources" ("code") WHERE "code" <> '';
CREATE INDEX "ad_sources_by_code" ON "ad_sources" ("code_key", "id");
CREATE INDEX "ad_sources_by_code_fold" ON "ad_sources" ("code_fold");
CREATE INDEX "ad_sources_by_position" ON "ad_sources" ("position", "id", "archived");
CREATE INDEX "ad_sources_by_parent" ON "ad_sources" ("parent", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "ad_sources_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="ad_sources", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "ad_sources_fts_insert" AFTER INSERT ON "ad_sources" BEGIN
    INSERT INTO "ad_sources_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "ad_sources_fts_delete" AFTER DELETE ON "ad_sources" BEGIN
    INSERT INTO "ad_sources_fts" ("ad_sources_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "ad_sources_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "ad_sources" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "ad_sources_fts" ("ad_sources_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "ad_sources_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "loss_reasons" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "class" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "loss_reasons_listed" ON "loss_reasons" ("archived", "position", "code_key", "id");
CREATE INDEX "loss_reasons_by_created_at" ON "loss_reasons" ("created_at", "id", "archived");
CREATE INDEX "loss_reasons_by_updated_at" ON "loss_reasons" ("updated_at", "id", "archived");
CREATE INDEX "loss_reasons_by_created_by" ON "loss_reasons" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "loss_reasons_by_updated_by" ON "loss_reasons" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "loss_reasons_code_unique" ON "loss_reasons" ("code") WHERE "code" <> '';
CREATE INDEX "loss_reasons_by_code" ON "loss_reasons" ("code_key", "id");
CREATE INDEX "loss_reasons_by_code_fold" ON "loss_reasons" ("code_fold");
CREATE INDEX "loss_reasons_by_position" ON "loss_reasons" ("position", "id", "archived");
CREATE INDEX "loss_reasons_by_class" ON "loss_reasons" ("class", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "loss_reasons_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="loss_reasons", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "loss_reasons_fts_insert" AFTER INSERT ON "loss_reasons" BEGIN
    INSERT INTO "loss_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "loss_reasons_fts_delete" AFTER DELETE ON "loss_reasons" BEGIN
    INSERT INTO "loss_reasons_fts" ("loss_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "loss_reasons_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "loss_reasons" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "loss_reasons_fts" ("loss_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "loss_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "deal_kinds" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "mode" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "deal_kinds_listed" ON "deal_kinds" ("archived", "position", "code_key", "id");
CREATE INDEX "deal_kinds_by_created_at" ON "deal_kinds" ("created_at", "id", "archived");
CREATE INDEX "deal_kinds_by_updated_at" ON "deal_kinds" ("updated_at", "id", "archived");
CREATE INDEX "deal_kinds_by_created_by" ON "deal_kinds" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "deal_kinds_by_updated_by" ON "deal_kinds" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "deal_kinds_code_unique" ON "deal_kinds" ("code") WHERE "code" <> '';
CREATE INDEX "deal_kinds_by_code" ON "deal_kinds" ("code_key", "id");
CREATE INDEX "deal_kinds_by_code_fold" ON "deal_kinds" ("code_fold");
CREATE INDEX "deal_kinds_by_position" ON "deal_kinds" ("position", "id", "archived");
CREATE VIRTUAL TABLE "deal_kinds_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="deal_kinds", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "deal_kinds_fts_insert" AFTER INSERT ON "deal_kinds" BEGIN
    INSERT INTO "deal_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "deal_kinds_fts_delete" AFTER DELETE ON "deal_kinds" BEGIN
    INSERT INTO "deal_kinds_fts" ("deal_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "deal_kinds_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "deal_kinds" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "deal_kinds_fts" ("deal_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "deal_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "pipelines" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "kind" INTEGER NULL REFERENCES "deal_kinds" (id),
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "pipelines_listed" ON "pipelines" ("archived", "position", "code_key", "id");
CREATE INDEX "pipelines_by_created_at" ON "pipelines" ("created_at", "id", "archived");
CREATE INDEX "pipelines_by_updated_at" ON "pipelines" ("updated_at", "id", "archived");
CREATE INDEX "pipelines_by_created_by" ON "pipelines" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "pipelines_by_updated_by" ON "pipelines" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "pipelines_code_unique" ON "pipelines" ("code") WHERE "code" <> '';
CREATE INDEX "pipelines_by_code" ON "pipelines" ("code_key", "id");
CREATE INDEX "pipelines_by_code_fold" ON "pipelines" ("code_fold");
CREATE INDEX "pipelines_by_position" ON "pipelines" ("position", "id", "archived");
CREATE INDEX "pipelines_by_kind" ON "pipelines" ("kind", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "pipelines_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="pipelines", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "pipelines_fts_insert" AFTER INSERT ON "pipelines" BEGIN
    INSERT INTO "pipelines_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "pipelines_fts_delete" AFTER DELETE ON "pipelines" BEGIN
    INSERT INTO "pipelines_fts" ("pipelines_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "pipelines_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "pipelines" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "pipelines_fts" ("pipelines_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "pipelines_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "stages" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "kind" INTEGER NULL REFERENCES "deal_kinds" (id),
    "pipeline" INTEGER NULL REFERENCES "pipelines" (id),
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "outcome" TEXT NOT NULL DEFAULT '',
    "hue" TEXT NOT NULL DEFAULT '',
    "norm_days" INTEGER NOT NULL DEFAULT 0,
    "probability" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "stages_listed" ON "stages" ("archived", "position", "code_key", "id");
CREATE INDEX "stages_by_created_at" ON "stages" ("created_at", "id", "archived");
CREATE INDEX "stages_by_updated_at" ON "stages" ("updated_at", "id", "archived");
CREATE INDEX "stages_by_created_by" ON "stages" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "stages_by_updated_by" ON "stages" ("updated_by", "archived", "position", "code_key", "id");
CREATE INDEX "stages_by_kind" ON "stages" ("kind", "archived", "position", "code_key", "id");
CREATE INDEX "stages_by_pipeline" ON "stages" ("pipeline", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "stages_code_unique" ON "stages" ("code") WHERE "code" <> '';
CREATE INDEX "stages_by_code" ON "stages" ("code_key", "id");
CREATE INDEX "stages_by_code_fold" ON "stages" ("code_fold");
CREATE INDEX "stages_by_position" ON "stages" ("position", "id", "archived");
CREATE INDEX "stages_by_outcome" ON "stages" ("outcome", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "stages_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="stages", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "stages_fts_insert" AFTER INSERT ON "stages" BEGIN
    INSERT INTO "stages_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "stages_fts_delete" AFTER DELETE ON "stages" BEGIN
    INSERT INTO "stages_fts" ("stages_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "stages_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "stages" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "stages_fts" ("stages_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "stages_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "stage_requirements" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "stage" INTEGER NULL REFERENCES "stages" (id),
    "kind" TEXT NOT NULL DEFAULT '',
    "field" TEXT NOT NULL DEFAULT '',
    "document" TEXT NOT NULL DEFAULT '',
    "what" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "stage_requirements_listed" ON "stage_requirements" ("archived", "stage", "id");
CREATE INDEX "stage_requirements_by_created_at" ON "stage_requirements" ("created_at", "id", "archived");
CREATE INDEX "stage_requirements_by_updated_at" ON "stage_requirements" ("updated_at", "id", "archived");
CREATE INDEX "stage_requirements_by_created_by" ON "stage_requirements" ("created_by", "archived", "stage", "id");
CREATE INDEX "stage_requirements_by_updated_by" ON "stage_requirements" ("updated_by", "archived", "stage", "id");
CREATE INDEX "stage_requirements_by_stage" ON "stage_requirements" ("stage", "archived", "id");
CREATE VIRTUAL TABLE "stage_requirements_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="stage_requirements", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "stage_requirements_fts_insert" AFTER INSERT ON "stage_requirements" BEGIN
    INSERT INTO "stage_requirements_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "stage_requirements_fts_delete" AFTER DELETE ON "stage_requirements" BEGIN
    INSERT INTO "stage_requirements_fts" ("stage_requirements_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "stage_requirements_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "stage_requirements" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "stage_requirements_fts" ("stage_requirements_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "stage_requirements_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "techniques" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "type" TEXT NOT NULL DEFAULT '',
    "description_uk" TEXT NOT NULL DEFAULT '',
    "description_ru" TEXT NOT NULL DEFAULT '',
    "description_bg" TEXT NOT NULL DEFAULT '',
    "description_en" TEXT NOT NULL DEFAULT '',
    "phrases_uk" TEXT NOT NULL DEFAULT '',
    "phrases_ru" TEXT NOT NULL DEFAULT '',
    "phrases_bg" TEXT NOT NULL DEFAULT '',
    "phrases_en" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "techniques_listed" ON "techniques" ("archived", "position", "code_key", "id");
CREATE INDEX "techniques_by_created_at" ON "techniques" ("created_at", "id", "archived");
CREATE INDEX "techniques_by_updated_at" ON "techniques" ("updated_at", "id", "archived");
CREATE INDEX "techniques_by_created_by" ON "techniques" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "techniques_by_updated_by" ON "techniques" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "techniques_code_unique" ON "techniques" ("code") WHERE "code" <> '';
CREATE INDEX "techniques_by_code" ON "techniques" ("code_key", "id");
CREATE INDEX "techniques_by_code_fold" ON "techniques" ("code_fold");
CREATE INDEX "techniques_by_position" ON "techniques" ("position", "id", "archived");
CREATE INDEX "techniques_by_type" ON "techniques" ("type", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "techniques_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="techniques", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "techniques_fts_insert" AFTER INSERT ON "techniques" BEGIN
    INSERT INTO "techniques_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "techniques_fts_delete" AFTER DELETE ON "techniques" BEGIN
    INSERT INTO "techniques_fts" ("techniques_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "techniques_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "techniques" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "techniques_fts" ("techniques_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "techniques_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "techniques_industries" (
    "owner" INTEGER NOT NULL REFERENCES "techniques" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "industries" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "techniques_industries_by_target" ON "techniques_industries" ("target", "owner");

CREATE TABLE "units" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "units_listed" ON "units" ("archived", "position", "code_key", "id");
CREATE INDEX "units_by_created_at" ON "units" ("created_at", "id", "archived");
CREATE INDEX "units_by_updated_at" ON "units" ("updated_at", "id", "archived");
CREATE INDEX "units_by_created_by" ON "units" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "units_by_updated_by" ON "units" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "units_code_unique" ON "units" ("code") WHERE "code" <> '';
CREATE INDEX "units_by_code" ON "units" ("code_key", "id");
CREATE INDEX "units_by_code_fold" ON "units" ("code_fold");
CREATE INDEX "units_by_position" ON "units" ("position", "id", "archived");
CREATE VIRTUAL TABLE "units_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="units", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "units_fts_insert" AFTER INSERT ON "units" BEGIN
    INSERT INTO "units_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "units_fts_delete" AFTER DELETE ON "units" BEGIN
    INSERT INTO "units_fts" ("units_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "units_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "units" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "units_fts" ("units_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "units_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "rates" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "currency" TEXT NOT NULL DEFAULT '',
    "currency_fold" TEXT NOT NULL DEFAULT '',
    "currency_key" BLOB NOT NULL DEFAULT x'',
    "day" TEXT NOT NULL DEFAULT '',
    "units" INTEGER NOT NULL DEFAULT 0,
    "price" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "rates_listed" ON "rates" ("archived", "id");
CREATE INDEX "rates_by_created_at" ON "rates" ("created_at", "id", "archived");
CREATE INDEX "rates_by_updated_at" ON "rates" ("updated_at", "id", "archived");
CREATE INDEX "rates_by_created_by" ON "rates" ("created_by", "archived", "id");
CREATE INDEX "rates_by_updated_by" ON "rates" ("updated_by", "archived", "id");
CREATE INDEX "rates_by_currency" ON "rates" ("currency_key", "id");
CREATE INDEX "rates_by_currency_fold" ON "rates" ("currency_fold");
CREATE INDEX "rates_by_day" ON "rates" ("day", "id", "archived");

CREATE TABLE "event_types" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "icon" TEXT NOT NULL DEFAULT '',
    "hue" TEXT NOT NULL DEFAULT '',
    "prompt_uk" TEXT NOT NULL DEFAULT '',
    "prompt_ru" TEXT NOT NULL DEFAULT '',
    "prompt_bg" TEXT NOT NULL DEFAULT '',
    "prompt_en" TEXT NOT NULL DEFAULT '',
    "direction" TEXT NOT NULL DEFAULT '',
    "method" TEXT NOT NULL DEFAULT '',
    "minutes" INTEGER NOT NULL DEFAULT 0,
    "handling" TEXT NOT NULL DEFAULT '',
    "first" INTEGER NULL REFERENCES "event_statuses" (id),
    "meeting" INTEGER NOT NULL DEFAULT 0,
    "contact" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "event_types_listed" ON "event_types" ("archived", "position", "code_key", "id");
CREATE INDEX "event_types_by_created_at" ON "event_types" ("created_at", "id", "archived");
CREATE INDEX "event_types_by_updated_at" ON "event_types" ("updated_at", "id", "archived");
CREATE INDEX "event_types_by_created_by" ON "event_types" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "event_types_by_updated_by" ON "event_types" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "event_types_code_unique" ON "event_types" ("code") WHERE "code" <> '';
CREATE INDEX "event_types_by_code" ON "event_types" ("code_key", "id");
CREATE INDEX "event_types_by_code_fold" ON "event_types" ("code_fold");
CREATE INDEX "event_types_by_position" ON "event_types" ("position", "id", "archived");
CREATE INDEX "event_types_by_first" ON "event_types" ("first", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "event_types_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="event_types", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "event_types_fts_insert" AFTER INSERT ON "event_types" BEGIN
    INSERT INTO "event_types_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "event_types_fts_delete" AFTER DELETE ON "event_types" BEGIN
    INSERT INTO "event_types_fts" ("event_types_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "event_types_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "event_types" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "event_types_fts" ("event_types_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "event_types_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "event_statuses" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "type" INTEGER NULL REFERENCES "event_types" (id),
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "class" TEXT NOT NULL DEFAULT '',
    "hue" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "event_statuses_listed" ON "event_statuses" ("archived", "position", "code_key", "id");
CREATE INDEX "event_statuses_by_created_at" ON "event_statuses" ("created_at", "id", "archived");
CREATE INDEX "event_statuses_by_updated_at" ON "event_statuses" ("updated_at", "id", "archived");
CREATE INDEX "event_statuses_by_created_by" ON "event_statuses" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "event_statuses_by_updated_by" ON "event_statuses" ("updated_by", "archived", "position", "code_key", "id");
CREATE INDEX "event_statuses_by_type" ON "event_statuses" ("type", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "event_statuses_code_unique" ON "event_statuses" ("code") WHERE "code" <> '';
CREATE INDEX "event_statuses_by_code" ON "event_statuses" ("code_key", "id");
CREATE INDEX "event_statuses_by_code_fold" ON "event_statuses" ("code_fold");
CREATE INDEX "event_statuses_by_position" ON "event_statuses" ("position", "id", "archived");
CREATE INDEX "event_statuses_by_class" ON "event_statuses" ("class", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "event_statuses_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="event_statuses", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "event_statuses_fts_insert" AFTER INSERT ON "event_statuses" BEGIN
    INSERT INTO "event_statuses_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "event_statuses_fts_delete" AFTER DELETE ON "event_statuses" BEGIN
    INSERT INTO "event_statuses_fts" ("event_statuses_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "event_statuses_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "event_statuses" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "event_statuses_fts" ("event_statuses_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "event_statuses_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "commitment_kinds" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "proof" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "commitment_kinds_listed" ON "commitment_kinds" ("archived", "position", "code_key", "id");
CREATE INDEX "commitment_kinds_by_created_at" ON "commitment_kinds" ("created_at", "id", "archived");
CREATE INDEX "commitment_kinds_by_updated_at" ON "commitment_kinds" ("updated_at", "id", "archived");
CREATE INDEX "commitment_kinds_by_created_by" ON "commitment_kinds" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "commitment_kinds_by_updated_by" ON "commitment_kinds" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "commitment_kinds_code_unique" ON "commitment_kinds" ("code") WHERE "code" <> '';
CREATE INDEX "commitment_kinds_by_code" ON "commitment_kinds" ("code_key", "id");
CREATE INDEX "commitment_kinds_by_code_fold" ON "commitment_kinds" ("code_fold");
CREATE INDEX "commitment_kinds_by_position" ON "commitment_kinds" ("position", "id", "archived");
CREATE INDEX "commitment_kinds_by_proof" ON "commitment_kinds" ("proof", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "commitment_kinds_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="commitment_kinds", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "commitment_kinds_fts_insert" AFTER INSERT ON "commitment_kinds" BEGIN
    INSERT INTO "commitment_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "commitment_kinds_fts_delete" AFTER DELETE ON "commitment_kinds" BEGIN
    INSERT INTO "commitment_kinds_fts" ("commitment_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "commitment_kinds_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "commitment_kinds" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "commitment_kinds_fts" ("commitment_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "commitment_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "link_kinds" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "reverse_uk" TEXT NOT NULL DEFAULT '',
    "reverse_ru" TEXT NOT NULL DEFAULT '',
    "reverse_bg" TEXT NOT NULL DEFAULT '',
    "reverse_en" TEXT NOT NULL DEFAULT '',
    "symmetric" INTEGER NOT NULL DEFAULT 0,
    "hue" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "link_kinds_listed" ON "link_kinds" ("archived", "position", "code_key", "id");
CREATE INDEX "link_kinds_by_created_at" ON "link_kinds" ("created_at", "id", "archived");
CREATE INDEX "link_kinds_by_updated_at" ON "link_kinds" ("updated_at", "id", "archived");
CREATE INDEX "link_kinds_by_created_by" ON "link_kinds" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "link_kinds_by_updated_by" ON "link_kinds" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "link_kinds_code_unique" ON "link_kinds" ("code") WHERE "code" <> '';
CREATE INDEX "link_kinds_by_code" ON "link_kinds" ("code_key", "id");
CREATE INDEX "link_kinds_by_code_fold" ON "link_kinds" ("code_fold");
CREATE INDEX "link_kinds_by_position" ON "link_kinds" ("position", "id", "archived");
CREATE VIRTUAL TABLE "link_kinds_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="link_kinds", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "link_kinds_fts_insert" AFTER INSERT ON "link_kinds" BEGIN
    INSERT INTO "link_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "link_kinds_fts_delete" AFTER DELETE ON "link_kinds" BEGIN
    INSERT INTO "link_kinds_fts" ("link_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "link_kinds_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "link_kinds" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "link_kinds_fts" ("link_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "link_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "relation_reasons" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "relation_reasons_listed" ON "relation_reasons" ("archived", "position", "code_key", "id");
CREATE INDEX "relation_reasons_by_created_at" ON "relation_reasons" ("created_at", "id", "archived");
CREATE INDEX "relation_reasons_by_updated_at" ON "relation_reasons" ("updated_at", "id", "archived");
CREATE INDEX "relation_reasons_by_created_by" ON "relation_reasons" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "relation_reasons_by_updated_by" ON "relation_reasons" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "relation_reasons_code_unique" ON "relation_reasons" ("code") WHERE "code" <> '';
CREATE INDEX "relation_reasons_by_code" ON "relation_reasons" ("code_key", "id");
CREATE INDEX "relation_reasons_by_code_fold" ON "relation_reasons" ("code_fold");
CREATE INDEX "relation_reasons_by_position" ON "relation_reasons" ("position", "id", "archived");
CREATE VIRTUAL TABLE "relation_reasons_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="relation_reasons", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "relation_reasons_fts_insert" AFTER INSERT ON "relation_reasons" BEGIN
    INSERT INTO "relation_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "relation_reasons_fts_delete" AFTER DELETE ON "relation_reasons" BEGIN
    INSERT INTO "relation_reasons_fts" ("relation_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "relation_reasons_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "relation_reasons" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "relation_reasons_fts" ("relation_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "relation_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "relation_strategies" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "goal" TEXT NOT NULL DEFAULT '',
    "classes" INTEGER NOT NULL DEFAULT 0,
    "relations" INTEGER NOT NULL DEFAULT 0,
    "every_days" INTEGER NOT NULL DEFAULT 0,
    "methods" INTEGER NOT NULL DEFAULT 0,
    "server" TEXT NOT NULL DEFAULT '',
    "discount" INTEGER NOT NULL DEFAULT 0,
    "credit" TEXT NOT NULL DEFAULT '',
    "inventory" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "relation_strategies_listed" ON "relation_strategies" ("archived", "position", "code_key", "id");
CREATE INDEX "relation_strategies_by_created_at" ON "relation_strategies" ("created_at", "id", "archived");
CREATE INDEX "relation_strategies_by_updated_at" ON "relation_strategies" ("updated_at", "id", "archived");
CREATE INDEX "relation_strategies_by_created_by" ON "relation_strategies" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "relation_strategies_by_updated_by" ON "relation_strategies" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "relation_strategies_code_unique" ON "relation_strategies" ("code") WHERE "code" <> '';
CREATE INDEX "relation_strategies_by_code" ON "relation_strategies" ("code_key", "id");
CREATE INDEX "relation_strategies_by_code_fold" ON "relation_strategies" ("code_fold");
CREATE INDEX "relation_strategies_by_position" ON "relation_strategies" ("position", "id", "archived");
CREATE VIRTUAL TABLE "relation_strategies_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="relation_strategies", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "relation_strategies_fts_insert" AFTER INSERT ON "relation_strategies" BEGIN
    INSERT INTO "relation_strategies_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "relation_strategies_fts_delete" AFTER DELETE ON "relation_strategies" BEGIN
    INSERT INTO "relation_strategies_fts" ("relation_strategies_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "relation_strategies_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "relation_strategies" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "relation_strategies_fts" ("relation_strategies_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "relation_strategies_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "claim_reasons" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "sort" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "claim_reasons_listed" ON "claim_reasons" ("archived", "position", "code_key", "id");
CREATE INDEX "claim_reasons_by_created_at" ON "claim_reasons" ("created_at", "id", "archived");
CREATE INDEX "claim_reasons_by_updated_at" ON "claim_reasons" ("updated_at", "id", "archived");
CREATE INDEX "claim_reasons_by_created_by" ON "claim_reasons" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "claim_reasons_by_updated_by" ON "claim_reasons" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "claim_reasons_code_unique" ON "claim_reasons" ("code") WHERE "code" <> '';
CREATE INDEX "claim_reasons_by_code" ON "claim_reasons" ("code_key", "id");
CREATE INDEX "claim_reasons_by_code_fold" ON "claim_reasons" ("code_fold");
CREATE INDEX "claim_reasons_by_position" ON "claim_reasons" ("position", "id", "archived");
CREATE INDEX "claim_reasons_by_sort" ON "claim_reasons" ("sort", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "claim_reasons_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="claim_reasons", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "claim_reasons_fts_insert" AFTER INSERT ON "claim_reasons" BEGIN
    INSERT INTO "claim_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "claim_reasons_fts_delete" AFTER DELETE ON "claim_reasons" BEGIN
    INSERT INTO "claim_reasons_fts" ("claim_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "claim_reasons_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "claim_reasons" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "claim_reasons_fts" ("claim_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "claim_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "lead_channels" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "hue" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "lead_channels_listed" ON "lead_channels" ("archived", "position", "code_key", "id");
CREATE INDEX "lead_channels_by_created_at" ON "lead_channels" ("created_at", "id", "archived");
CREATE INDEX "lead_channels_by_updated_at" ON "lead_channels" ("updated_at", "id", "archived");
CREATE INDEX "lead_channels_by_created_by" ON "lead_channels" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "lead_channels_by_updated_by" ON "lead_channels" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "lead_channels_code_unique" ON "lead_channels" ("code") WHERE "code" <> '';
CREATE INDEX "lead_channels_by_code" ON "lead_channels" ("code_key", "id");
CREATE INDEX "lead_channels_by_code_fold" ON "lead_channels" ("code_fold");
CREATE INDEX "lead_channels_by_position" ON "lead_channels" ("position", "id", "archived");
CREATE VIRTUAL TABLE "lead_channels_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="lead_channels", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "lead_channels_fts_insert" AFTER INSERT ON "lead_channels" BEGIN
    INSERT INTO "lead_channels_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "lead_channels_fts_delete" AFTER DELETE ON "lead_channels" BEGIN
    INSERT INTO "lead_channels_fts" ("lead_channels_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "lead_channels_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "lead_channels" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "lead_channels_fts" ("lead_channels_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "lead_channels_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "lead_reasons" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "sort" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "lead_reasons_listed" ON "lead_reasons" ("archived", "position", "code_key", "id");
CREATE INDEX "lead_reasons_by_created_at" ON "lead_reasons" ("created_at", "id", "archived");
CREATE INDEX "lead_reasons_by_updated_at" ON "lead_reasons" ("updated_at", "id", "archived");
CREATE INDEX "lead_reasons_by_created_by" ON "lead_reasons" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "lead_reasons_by_updated_by" ON "lead_reasons" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "lead_reasons_code_unique" ON "lead_reasons" ("code") WHERE "code" <> '';
CREATE INDEX "lead_reasons_by_code" ON "lead_reasons" ("code_key", "id");
CREATE INDEX "lead_reasons_by_code_fold" ON "lead_reasons" ("code_fold");
CREATE INDEX "lead_reasons_by_position" ON "lead_reasons" ("position", "id", "archived");
CREATE INDEX "lead_reasons_by_sort" ON "lead_reasons" ("sort", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "lead_reasons_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="lead_reasons", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "lead_reasons_fts_insert" AFTER INSERT ON "lead_reasons" BEGIN
    INSERT INTO "lead_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "lead_reasons_fts_delete" AFTER DELETE ON "lead_reasons" BEGIN
    INSERT INTO "lead_reasons_fts" ("lead_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "lead_reasons_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "lead_reasons" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "lead_reasons_fts" ("lead_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "lead_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "unmet_reasons" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "unmet_reasons_listed" ON "unmet_reasons" ("archived", "position", "code_key", "id");
CREATE INDEX "unmet_reasons_by_created_at" ON "unmet_reasons" ("created_at", "id", "archived");
CREATE INDEX "unmet_reasons_by_updated_at" ON "unmet_reasons" ("updated_at", "id", "archived");
CREATE INDEX "unmet_reasons_by_created_by" ON "unmet_reasons" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "unmet_reasons_by_updated_by" ON "unmet_reasons" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "unmet_reasons_code_unique" ON "unmet_reasons" ("code") WHERE "code" <> '';
CREATE INDEX "unmet_reasons_by_code" ON "unmet_reasons" ("code_key", "id");
CREATE INDEX "unmet_reasons_by_code_fold" ON "unmet_reasons" ("code_fold");
CREATE INDEX "unmet_reasons_by_position" ON "unmet_reasons" ("position", "id", "archived");
CREATE VIRTUAL TABLE "unmet_reasons_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="unmet_reasons", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "unmet_reasons_fts_insert" AFTER INSERT ON "unmet_reasons" BEGIN
    INSERT INTO "unmet_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "unmet_reasons_fts_delete" AFTER DELETE ON "unmet_reasons" BEGIN
    INSERT INTO "unmet_reasons_fts" ("unmet_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "unmet_reasons_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "unmet_reasons" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "unmet_reasons_fts" ("unmet_reasons_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "unmet_reasons_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "checklist_questions" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "points" INTEGER NOT NULL DEFAULT 0,
    "mandatory" INTEGER NOT NULL DEFAULT 0,
    "essential" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "checklist_questions_listed" ON "checklist_questions" ("archived", "position", "code_key", "id");
CREATE INDEX "checklist_questions_by_created_at" ON "checklist_questions" ("created_at", "id", "archived");
CREATE INDEX "checklist_questions_by_updated_at" ON "checklist_questions" ("updated_at", "id", "archived");
CREATE INDEX "checklist_questions_by_created_by" ON "checklist_questions" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "checklist_questions_by_updated_by" ON "checklist_questions" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "checklist_questions_code_unique" ON "checklist_questions" ("code") WHERE "code" <> '';
CREATE INDEX "checklist_questions_by_code" ON "checklist_questions" ("code_key", "id");
CREATE INDEX "checklist_questions_by_code_fold" ON "checklist_questions" ("code_fold");
CREATE INDEX "checklist_questions_by_position" ON "checklist_questions" ("position", "id", "archived");
CREATE VIRTUAL TABLE "checklist_questions_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="checklist_questions", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "checklist_questions_fts_insert" AFTER INSERT ON "checklist_questions" BEGIN
    INSERT INTO "checklist_questions_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "checklist_questions_fts_delete" AFTER DELETE ON "checklist_questions" BEGIN
    INSERT INTO "checklist_questions_fts" ("checklist_questions_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "checklist_questions_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "checklist_questions" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "checklist_questions_fts" ("checklist_questions_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "checklist_questions_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "competitive_statuses" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "hue" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "competitive_statuses_listed" ON "competitive_statuses" ("archived", "position", "code_key", "id");
CREATE INDEX "competitive_statuses_by_created_at" ON "competitive_statuses" ("created_at", "id", "archived");
CREATE INDEX "competitive_statuses_by_updated_at" ON "competitive_statuses" ("updated_at", "id", "archived");
CREATE INDEX "competitive_statuses_by_created_by" ON "competitive_statuses" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "competitive_statuses_by_updated_by" ON "competitive_statuses" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "competitive_statuses_code_unique" ON "competitive_statuses" ("code") WHERE "code" <> '';
CREATE INDEX "competitive_statuses_by_code" ON "competitive_statuses" ("code_key", "id");
CREATE INDEX "competitive_statuses_by_code_fold" ON "competitive_statuses" ("code_fold");
CREATE INDEX "competitive_statuses_by_position" ON "competitive_statuses" ("position", "id", "archived");
CREATE VIRTUAL TABLE "competitive_statuses_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="competitive_statuses", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "competitive_statuses_fts_insert" AFTER INSERT ON "competitive_statuses" BEGIN
    INSERT INTO "competitive_statuses_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "competitive_statuses_fts_delete" AFTER DELETE ON "competitive_statuses" BEGIN
    INSERT INTO "competitive_statuses_fts" ("competitive_statuses_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "competitive_statuses_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "competitive_statuses" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "competitive_statuses_fts" ("competitive_statuses_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "competitive_statuses_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "inventory_kinds" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "life_months" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "inventory_kinds_listed" ON "inventory_kinds" ("archived", "position", "code_key", "id");
CREATE INDEX "inventory_kinds_by_created_at" ON "inventory_kinds" ("created_at", "id", "archived");
CREATE INDEX "inventory_kinds_by_updated_at" ON "inventory_kinds" ("updated_at", "id", "archived");
CREATE INDEX "inventory_kinds_by_created_by" ON "inventory_kinds" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "inventory_kinds_by_updated_by" ON "inventory_kinds" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "inventory_kinds_code_unique" ON "inventory_kinds" ("code") WHERE "code" <> '';
CREATE INDEX "inventory_kinds_by_code" ON "inventory_kinds" ("code_key", "id");
CREATE INDEX "inventory_kinds_by_code_fold" ON "inventory_kinds" ("code_fold");
CREATE INDEX "inventory_kinds_by_position" ON "inventory_kinds" ("position", "id", "archived");
CREATE VIRTUAL TABLE "inventory_kinds_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="inventory_kinds", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "inventory_kinds_fts_insert" AFTER INSERT ON "inventory_kinds" BEGIN
    INSERT INTO "inventory_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "inventory_kinds_fts_delete" AFTER DELETE ON "inventory_kinds" BEGIN
    INSERT INTO "inventory_kinds_fts" ("inventory_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "inventory_kinds_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "inventory_kinds" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "inventory_kinds_fts" ("inventory_kinds_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "inventory_kinds_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "processing_purposes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "channel" TEXT NOT NULL DEFAULT '',
    "ground" TEXT NOT NULL DEFAULT '',
    "balance" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "processing_purposes_listed" ON "processing_purposes" ("archived", "position", "code_key", "id");
CREATE INDEX "processing_purposes_by_created_at" ON "processing_purposes" ("created_at", "id", "archived");
CREATE INDEX "processing_purposes_by_updated_at" ON "processing_purposes" ("updated_at", "id", "archived");
CREATE INDEX "processing_purposes_by_created_by" ON "processing_purposes" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "processing_purposes_by_updated_by" ON "processing_purposes" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "processing_purposes_code_unique" ON "processing_purposes" ("code") WHERE "code" <> '';
CREATE INDEX "processing_purposes_by_code" ON "processing_purposes" ("code_key", "id");
CREATE INDEX "processing_purposes_by_code_fold" ON "processing_purposes" ("code_fold");
CREATE INDEX "processing_purposes_by_position" ON "processing_purposes" ("position", "id", "archived");
CREATE INDEX "processing_purposes_by_kind" ON "processing_purposes" ("kind", "archived", "position", "code_key", "id");
CREATE INDEX "processing_purposes_by_channel" ON "processing_purposes" ("channel", "archived", "position", "code_key", "id");
CREATE INDEX "processing_purposes_by_ground" ON "processing_purposes" ("ground", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "processing_purposes_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="processing_purposes", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "processing_purposes_fts_insert" AFTER INSERT ON "processing_purposes" BEGIN
    INSERT INTO "processing_purposes_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "processing_purposes_fts_delete" AFTER DELETE ON "processing_purposes" BEGIN
    INSERT INTO "processing_purposes_fts" ("processing_purposes_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "processing_purposes_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "processing_purposes" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "processing_purposes_fts" ("processing_purposes_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "processing_purposes_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "partners" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "roles" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "full_name" TEXT NOT NULL DEFAULT '',
    "status" INTEGER NULL REFERENCES "client_statuses" (id),
    "parent" INTEGER NULL REFERENCES "partners" (id),
    "region" INTEGER NULL REFERENCES "regions" (id),
    "country" TEXT NOT NULL DEFAULT '',
    "industry" INTEGER NULL REFERENCES "industries" (id),
    "ad_source" INTEGER NULL REFERENCES "ad_sources" (id),
    "founded_on" TEXT NOT NULL DEFAULT '',
    "anniversary" TEXT NOT NULL DEFAULT '',
    "anniversary_fold" TEXT NOT NULL DEFAULT '',
    "anniversary_key" BLOB NOT NULL DEFAULT x'',
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "common" INTEGER NOT NULL DEFAULT 0,
    "head" INTEGER NULL REFERENCES "contacts" (id),
    "accountant" INTEGER NULL REFERENCES "contacts" (id),
    "class" TEXT NOT NULL DEFAULT '',
    "class_manual" INTEGER NOT NULL DEFAULT 0,
    "class_reason" TEXT NOT NULL DEFAULT '',
    "reliability" TEXT NOT NULL DEFAULT '',
    "vip" INTEGER NOT NULL DEFAULT 0,
    "vip_on" TEXT NOT NULL DEFAULT '',
    "vip_by" INTEGER NULL REFERENCES "users" (id),
    "standing" INTEGER NULL REFERENCES "competitive_statuses" (id),
    "price_level" TEXT NOT NULL DEFAULT '',
    "price_index" INTEGER NOT NULL DEFAULT 0,
    "equipment" TEXT NOT NULL DEFAULT '',
    "projects" TEXT NOT NULL DEFAULT '',
    "strengths" TEXT NOT NULL DEFAULT '',
    "weaknesses" TEXT NOT NULL DEFAULT '',
    "relation" TEXT NOT NULL DEFAULT '',
    "relation_manual" INTEGER NOT NULL DEFAULT 0,
    "relation_on" TEXT NOT NULL DEFAULT '',
    "relation_till" TEXT NOT NULL DEFAULT '',
    "strategy" INTEGER NULL REFERENCES "relation_strategies" (id),
    "strategy_manual" INTEGER NOT NULL DEFAULT 0,
    "contacted_on" TEXT NOT NULL DEFAULT '',
    "contact_due_on" TEXT NOT NULL DEFAULT '',
    "payment_days" INTEGER NOT NULL DEFAULT 0,
    "lead_days" INTEGER NOT NULL DEFAULT 0,
    "delivery_terms" TEXT NOT NULL DEFAULT '',
    "paper_wording" TEXT NOT NULL DEFAULT '',
    "paper_language" TEXT NOT NULL DEFAULT '',
    "paper_currency" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "merged_into" INTEGER NULL REFERENCES "partners" (id),
    "formerly" TEXT NOT NULL DEFAULT '',
    "erased" TEXT NOT NULL DEFAULT '',
    "suppressed" INTEGER NOT NULL DEFAULT 0,
    "match_cyr" INTEGER NOT NULL DEFAULT 0,
    "match_ua" INTEGER NOT NULL DEFAULT 0,
    "match_bg" INTEGER NOT NULL DEFAULT 0,
    "match_ru" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_contact" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partners_listed" ON "partners" ("archived", "name_key", "id", "roles", "name_fold");
CREATE INDEX "partners_by_created_at" ON "partners" ("created_at", "id", "archived", "roles");
CREATE INDEX "partners_by_updated_at" ON "partners" ("updated_at", "id", "archived", "roles");
CREATE INDEX "partners_by_created_by" ON "partners" ("created_by", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_updated_by" ON "partners" ("updated_by", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_name" ON "partners" ("name_key", "id");
CREATE INDEX "partners_by_name_fold" ON "partners" ("name_fold");
CREATE UNIQUE INDEX "partners_code_unique" ON "partners" ("code") WHERE "code" <> '';
CREATE INDEX "partners_by_code" ON "partners" ("code_key", "id");
CREATE INDEX "partners_by_code_fold" ON "partners" ("code_fold");
CREATE INDEX "partners_by_roles_client" ON "partners" ("archived", "name_key", "id", "name_fold") WHERE ("roles" & 1) <> 0;
CREATE INDEX "partners_by_roles_supplier" ON "partners" ("archived", "name_key", "id", "name_fold") WHERE ("roles" & 2) <> 0;
CREATE INDEX "partners_by_roles_competitor" ON "partners" ("archived", "name_key", "id", "name_fold") WHERE ("roles" & 4) <> 0;
CREATE INDEX "partners_by_roles_other" ON "partners" ("archived", "name_key", "id", "name_fold") WHERE ("roles" & 8) <> 0;
CREATE INDEX "partners_by_status" ON "partners" ("status", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_parent" ON "partners" ("parent", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_region" ON "partners" ("region", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_country" ON "partners" ("country", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_industry" ON "partners" ("industry", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_ad_source" ON "partners" ("ad_source", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_anniversary" ON "partners" ("anniversary_key", "id");
CREATE INDEX "partners_by_anniversary_fold" ON "partners" ("anniversary_fold");
CREATE INDEX "partners_by_responsible" ON "partners" ("responsible", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_common" ON "partners" ("common", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_head" ON "partners" ("head", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_accountant" ON "partners" ("accountant", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_class" ON "partners" ("class", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_reliability" ON "partners" ("reliability", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_vip" ON "partners" ("vip", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_vip_by" ON "partners" ("vip_by", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_standing" ON "partners" ("standing", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_relation" ON "partners" ("relation", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_strategy" ON "partners" ("strategy", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_contacted_on" ON "partners" ("contacted_on", "id", "archived", "roles");
CREATE INDEX "partners_by_contact_due_on" ON "partners" ("contact_due_on", "id", "archived", "roles");
CREATE INDEX "partners_by_merged_into" ON "partners" ("merged_into", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_erased" ON "partners" ("erased", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_suppressed" ON "partners" ("suppressed", "archived", "name_key", "id", "roles");
CREATE INDEX "partners_by_match_cyr" ON "partners" ("match_cyr", "id", "archived", "roles");
CREATE INDEX "partners_by_match_ua" ON "partners" ("match_ua", "id", "archived", "roles");
CREATE INDEX "partners_by_match_bg" ON "partners" ("match_bg", "id", "archived", "roles");
CREATE INDEX "partners_by_match_ru" ON "partners" ("match_ru", "id", "archived", "roles");
CREATE INDEX "partners_by_responsible_contact_due_on" ON "partners" ("responsible", "archived", "contact_due_on", "id");
CREATE VIRTUAL TABLE "partners_fts" USING fts5 ("search_open", "search_contact", "search_latin", tokenize='trigram case_sensitive 1', content="partners", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "partners_fts_insert" AFTER INSERT ON "partners" BEGIN
    INSERT INTO "partners_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "partners_fts_delete" AFTER DELETE ON "partners" BEGIN
    INSERT INTO "partners_fts" ("partners_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "partners_fts_update" AFTER UPDATE OF "search_open", "search_contact", "search_latin" ON "partners" WHEN old."search_open" <> new."search_open" OR old."search_contact" <> new."search_contact" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "partners_fts" ("partners_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
    INSERT INTO "partners_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "partners_activities" (
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "activity_kinds" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "partners_activities_by_target" ON "partners_activities" ("target", "owner");

CREATE TABLE "partners_backups" (
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "partners_backups_by_target" ON "partners_backups" ("target", "owner");

CREATE TABLE "partners_phones" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "ext" TEXT NOT NULL DEFAULT '',
    "typed" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partners_phones_by_owner" ON "partners_phones" ("owner", "position");
CREATE INDEX "partners_phones_by_number_fold" ON "partners_phones" ("number_fold", "owner");

CREATE TABLE "partners_emails" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "address" TEXT NOT NULL DEFAULT '',
    "address_fold" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partners_emails_by_owner" ON "partners_emails" ("owner", "position");
CREATE INDEX "partners_emails_by_address_fold" ON "partners_emails" ("address_fold", "owner");

CREATE TABLE "partners_sites" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "address" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partners_sites_by_owner" ON "partners_sites" ("owner", "position");

CREATE TABLE "partners_messengers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partners_messengers_by_owner" ON "partners_messengers" ("owner", "position");

CREATE TABLE "partners_competitors" (
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "partners" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "partners_competitors_by_target" ON "partners_competitors" ("target", "owner");

CREATE TABLE "partners_volumes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "period" TEXT NOT NULL DEFAULT '',
    "amount_minor" INTEGER NOT NULL DEFAULT 0,
    "amount_currency" TEXT NOT NULL DEFAULT '',
    "goods" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partners_volumes_by_owner" ON "partners_volumes" ("owner", "position");

CREATE TABLE "partners_addresses" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "partners" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "label" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "hours" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partners_addresses_by_owner" ON "partners_addresses" ("owner", "position");
CREATE INDEX "partners_addresses_by_contact" ON "partners_addresses" ("contact", "owner");

CREATE TABLE "counterparties" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "kind" TEXT NOT NULL DEFAULT '',
    "country" TEXT NOT NULL DEFAULT '',
    "short_name" TEXT NOT NULL DEFAULT '',
    "legal_form" TEXT NOT NULL DEFAULT '',
    "head" INTEGER NULL REFERENCES "counterparties" (id),
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "person_code" TEXT NOT NULL DEFAULT '',
    "person_code_fold" TEXT NOT NULL DEFAULT '',
    "person_code_key" BLOB NOT NULL DEFAULT x'',
    "vat_payer" INTEGER NOT NULL DEFAULT 0,
    "vat_number" TEXT NOT NULL DEFAULT '',
    "vat_number_fold" TEXT NOT NULL DEFAULT '',
    "vat_number_key" BLOB NOT NULL DEFAULT x'',
    "vat_from" TEXT NOT NULL DEFAULT '',
    "vat_till" TEXT NOT NULL DEFAULT '',
    "code_reason" TEXT NOT NULL DEFAULT '',
    "confirmed" INTEGER NOT NULL DEFAULT 0,
    "confirmed_at" INTEGER NOT NULL DEFAULT 0,
    "confirmed_by" INTEGER NULL REFERENCES "users" (id),
    "legal_address" TEXT NOT NULL DEFAULT '',
    "postal_address" TEXT NOT NULL DEFAULT '',
    "signatory" TEXT NOT NULL DEFAULT '',
    "signatory_position" TEXT NOT NULL DEFAULT '',
    "basis" TEXT NOT NULL DEFAULT '',
    "basis_number" TEXT NOT NULL DEFAULT '',
    "basis_on" TEXT NOT NULL DEFAULT '',
    "goods_person" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "match_cyr" INTEGER NOT NULL DEFAULT 0,
    "match_ua" INTEGER NOT NULL DEFAULT 0,
    "match_bg" INTEGER NOT NULL DEFAULT 0,
    "match_ru" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "counterparties_listed" ON "counterparties" ("archived", "name_key", "id", "name_fold");
CREATE INDEX "counterparties_by_created_at" ON "counterparties" ("created_at", "id", "archived");
CREATE INDEX "counterparties_by_updated_at" ON "counterparties" ("updated_at", "id", "archived");
CREATE INDEX "counterparties_by_created_by" ON "counterparties" ("created_by", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_updated_by" ON "counterparties" ("updated_by", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_name" ON "counterparties" ("name_key", "id");
CREATE INDEX "counterparties_by_name_fold" ON "counterparties" ("name_fold");
CREATE INDEX "counterparties_by_partner" ON "counterparties" ("partner", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_kind" ON "counterparties" ("kind", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_country" ON "counterparties" ("country", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_head" ON "counterparties" ("head", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_code" ON "counterparties" ("code_key", "id");
CREATE INDEX "counterparties_by_code_fold" ON "counterparties" ("code_fold");
CREATE INDEX "counterparties_by_person_code" ON "counterparties" ("person_code_key", "id");
CREATE INDEX "counterparties_by_person_code_fold" ON "counterparties" ("person_code_fold");
CREATE INDEX "counterparties_by_vat_number" ON "counterparties" ("vat_number_key", "id");
CREATE INDEX "counterparties_by_vat_number_fold" ON "counterparties" ("vat_number_fold");
CREATE INDEX "counterparties_by_confirmed" ON "counterparties" ("confirmed", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_confirmed_by" ON "counterparties" ("confirmed_by", "archived", "name_key", "id");
CREATE INDEX "counterparties_by_match_cyr" ON "counterparties" ("match_cyr", "id", "archived");
CREATE INDEX "counterparties_by_match_ua" ON "counterparties" ("match_ua", "id", "archived");
CREATE INDEX "counterparties_by_match_bg" ON "counterparties" ("match_bg", "id", "archived");
CREATE INDEX "counterparties_by_match_ru" ON "counterparties" ("match_ru", "id", "archived");
CREATE UNIQUE INDEX "counterparties_country_code_distinct" ON "counterparties" ("country", "code") WHERE archived = 0 AND "country" <> '' AND "code" <> '' AND "head" IS NULL;
CREATE UNIQUE INDEX "counterparties_country_person_code_distinct" ON "counterparties" ("country", "person_code") WHERE archived = 0 AND "country" <> '' AND "person_code" <> '' AND "head" IS NULL;
CREATE VIRTUAL TABLE "counterparties_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="counterparties", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "counterparties_fts_insert" AFTER INSERT ON "counterparties" BEGIN
    INSERT INTO "counterparties_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "counterparties_fts_delete" AFTER DELETE ON "counterparties" BEGIN
    INSERT INTO "counterparties_fts" ("counterparties_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "counterparties_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "counterparties" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "counterparties_fts" ("counterparties_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "counterparties_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "counterparties_accounts" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "counterparties" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "iban" TEXT NOT NULL DEFAULT '',
    "iban_fold" TEXT NOT NULL DEFAULT '',
    "iban_key" BLOB NOT NULL DEFAULT x'',
    "bank" TEXT NOT NULL DEFAULT '',
    "bic" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL DEFAULT '',
    "main" INTEGER NOT NULL DEFAULT 0,
    "from" TEXT NOT NULL DEFAULT '',
    "till" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "counterparties_accounts_by_owner" ON "counterparties_accounts" ("owner", "position");
CREATE INDEX "counterparties_accounts_by_iban_fold" ON "counterparties_accounts" ("iban_fold", "owner");

CREATE TABLE "contacts" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "surname" TEXT NOT NULL DEFAULT '',
    "surname_fold" TEXT NOT NULL DEFAULT '',
    "surname_key" BLOB NOT NULL DEFAULT x'',
    "given" TEXT NOT NULL DEFAULT '',
    "given_fold" TEXT NOT NULL DEFAULT '',
    "given_key" BLOB NOT NULL DEFAULT x'',
    "patronymic" TEXT NOT NULL DEFAULT '',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "position" TEXT NOT NULL DEFAULT '',
    "role" TEXT NOT NULL DEFAULT '',
    "main" INTEGER NOT NULL DEFAULT 0,
    "sex" TEXT NOT NULL DEFAULT '',
    "language" TEXT NOT NULL DEFAULT '',
    "method" TEXT NOT NULL DEFAULT '',
    "best_time" TEXT NOT NULL DEFAULT '',
    "marketing" INTEGER NOT NULL DEFAULT 0,
    "birthday" TEXT NOT NULL DEFAULT '',
    "birth_month" TEXT NOT NULL DEFAULT '',
    "birth_day" INTEGER NOT NULL DEFAULT 0,
    "left" INTEGER NOT NULL DEFAULT 0,
    "left_on" TEXT NOT NULL DEFAULT '',
    "same_as" INTEGER NULL REFERENCES "contacts" (id),
    "note" TEXT NOT NULL DEFAULT '',
    "merged_into" INTEGER NULL REFERENCES "contacts" (id),
    "formerly" TEXT NOT NULL DEFAULT '',
    "erased" TEXT NOT NULL DEFAULT '',
    "pseudonym" INTEGER NOT NULL DEFAULT 0,
    "suppressed" INTEGER NOT NULL DEFAULT 0,
    "match_cyr" INTEGER NOT NULL DEFAULT 0,
    "match_ua" INTEGER NOT NULL DEFAULT 0,
    "match_bg" INTEGER NOT NULL DEFAULT 0,
    "match_ru" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_contact" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "contacts_listed" ON "contacts" ("archived", "surname_key", "given_key", "id", "marketing", "surname_fold");
CREATE INDEX "contacts_by_created_at" ON "contacts" ("created_at", "id", "archived", "marketing");
CREATE INDEX "contacts_by_updated_at" ON "contacts" ("updated_at", "id", "archived", "marketing");
CREATE INDEX "contacts_by_created_by" ON "contacts" ("created_by", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_updated_by" ON "contacts" ("updated_by", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_surname" ON "contacts" ("surname_key", "id");
CREATE INDEX "contacts_by_surname_fold" ON "contacts" ("surname_fold");
CREATE INDEX "contacts_by_given" ON "contacts" ("given_key", "id");
CREATE INDEX "contacts_by_given_fold" ON "contacts" ("given_fold");
CREATE INDEX "contacts_by_partner" ON "contacts" ("partner", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_role" ON "contacts" ("role", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_main" ON "contacts" ("main", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_marketing_email" ON "contacts" ("archived", "surname_key", "given_key", "id", "surname_fold") WHERE ("marketing" & 1) <> 0;
CREATE INDEX "contacts_by_marketing_phone" ON "contacts" ("archived", "surname_key", "given_key", "id", "surname_fold") WHERE ("marketing" & 2) <> 0;
CREATE INDEX "contacts_by_marketing_messenger" ON "contacts" ("archived", "surname_key", "given_key", "id", "surname_fold") WHERE ("marketing" & 4) <> 0;
CREATE INDEX "contacts_by_marketing_sms" ON "contacts" ("archived", "surname_key", "given_key", "id", "surname_fold") WHERE ("marketing" & 8) <> 0;
CREATE INDEX "contacts_by_marketing_post" ON "contacts" ("archived", "surname_key", "given_key", "id", "surname_fold") WHERE ("marketing" & 16) <> 0;
CREATE INDEX "contacts_by_birthday" ON "contacts" ("birthday", "id", "archived", "marketing");
CREATE INDEX "contacts_by_birth_month" ON "contacts" ("birth_month", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_left" ON "contacts" ("left", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_same_as" ON "contacts" ("same_as", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_merged_into" ON "contacts" ("merged_into", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_erased" ON "contacts" ("erased", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_suppressed" ON "contacts" ("suppressed", "archived", "surname_key", "given_key", "id", "marketing");
CREATE INDEX "contacts_by_match_cyr" ON "contacts" ("match_cyr", "id", "archived", "marketing");
CREATE INDEX "contacts_by_match_ua" ON "contacts" ("match_ua", "id", "archived", "marketing");
CREATE INDEX "contacts_by_match_bg" ON "contacts" ("match_bg", "id", "archived", "marketing");
CREATE INDEX "contacts_by_match_ru" ON "contacts" ("match_ru", "id", "archived", "marketing");
CREATE INDEX "contacts_by_birth_month_birth_day" ON "contacts" ("birth_month", "archived", "birth_day", "id");
CREATE VIRTUAL TABLE "contacts_fts" USING fts5 ("search_open", "search_contact", "search_latin", tokenize='trigram case_sensitive 1', content="contacts", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "contacts_fts_insert" AFTER INSERT ON "contacts" BEGIN
    INSERT INTO "contacts_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "contacts_fts_delete" AFTER DELETE ON "contacts" BEGIN
    INSERT INTO "contacts_fts" ("contacts_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "contacts_fts_update" AFTER UPDATE OF "search_open", "search_contact", "search_latin" ON "contacts" WHEN old."search_open" <> new."search_open" OR old."search_contact" <> new."search_contact" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "contacts_fts" ("contacts_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
    INSERT INTO "contacts_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "contacts_phones" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "contacts" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "ext" TEXT NOT NULL DEFAULT '',
    "typed" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "contacts_phones_by_owner" ON "contacts_phones" ("owner", "position");
CREATE INDEX "contacts_phones_by_number_fold" ON "contacts_phones" ("number_fold", "owner");

CREATE TABLE "contacts_emails" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "contacts" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "address" TEXT NOT NULL DEFAULT '',
    "address_fold" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "contacts_emails_by_owner" ON "contacts_emails" ("owner", "position");
CREATE INDEX "contacts_emails_by_address_fold" ON "contacts_emails" ("address_fold", "owner");

CREATE TABLE "contacts_messengers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "contacts" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "contacts_messengers_by_owner" ON "contacts_messengers" ("owner", "position");

CREATE TABLE "partner_links" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "kind" INTEGER NULL REFERENCES "link_kinds" (id),
    "to" INTEGER NULL REFERENCES "partners" (id),
    "valid_from" TEXT NOT NULL DEFAULT '',
    "valid_till" TEXT NOT NULL DEFAULT '',
    "strength" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "partner_links_listed" ON "partner_links" ("archived", "id");
CREATE INDEX "partner_links_by_created_at" ON "partner_links" ("created_at", "id", "archived");
CREATE INDEX "partner_links_by_updated_at" ON "partner_links" ("updated_at", "id", "archived");
CREATE INDEX "partner_links_by_created_by" ON "partner_links" ("created_by", "archived", "id");
CREATE INDEX "partner_links_by_updated_by" ON "partner_links" ("updated_by", "archived", "id");
CREATE INDEX "partner_links_by_partner" ON "partner_links" ("partner", "archived", "id");
CREATE INDEX "partner_links_by_kind" ON "partner_links" ("kind", "archived", "id");
CREATE INDEX "partner_links_by_to" ON "partner_links" ("to", "archived", "id");
CREATE INDEX "partner_links_by_valid_till" ON "partner_links" ("valid_till", "id", "archived");
CREATE INDEX "partner_links_by_strength" ON "partner_links" ("strength", "archived", "id");

CREATE TABLE "relation_changes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "was" TEXT NOT NULL DEFAULT '',
    "now" TEXT NOT NULL DEFAULT '',
    "at" INTEGER NOT NULL DEFAULT 0,
    "worse" INTEGER NOT NULL DEFAULT 0,
    "automatic" INTEGER NOT NULL DEFAULT 0,
    "reason" INTEGER NULL REFERENCES "relation_reasons" (id),
    "comment" TEXT NOT NULL DEFAULT '',
    "author" INTEGER NULL REFERENCES "users" (id)
) STRICT;
CREATE INDEX "relation_changes_listed" ON "relation_changes" ("archived", "id");
CREATE INDEX "relation_changes_by_created_at" ON "relation_changes" ("created_at", "id", "archived");
CREATE INDEX "relation_changes_by_updated_at" ON "relation_changes" ("updated_at", "id", "archived");
CREATE INDEX "relation_changes_by_created_by" ON "relation_changes" ("created_by", "archived", "id");
CREATE INDEX "relation_changes_by_updated_by" ON "relation_changes" ("updated_by", "archived", "id");
CREATE INDEX "relation_changes_by_partner" ON "relation_changes" ("partner", "archived", "id");
CREATE INDEX "relation_changes_by_was" ON "relation_changes" ("was", "archived", "id");
CREATE INDEX "relation_changes_by_now" ON "relation_changes" ("now", "archived", "id");
CREATE INDEX "relation_changes_by_at" ON "relation_changes" ("at", "id", "archived");
CREATE INDEX "relation_changes_by_worse" ON "relation_changes" ("worse", "archived", "id");
CREATE INDEX "relation_changes_by_reason" ON "relation_changes" ("reason", "archived", "id");
CREATE INDEX "relation_changes_by_author" ON "relation_changes" ("author", "archived", "id");
CREATE INDEX "relation_changes_by_partner_at" ON "relation_changes" ("partner", "archived", "at", "id");

CREATE TABLE "product_groups" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "parent" INTEGER NULL REFERENCES "product_groups" (id),
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "product_groups_listed" ON "product_groups" ("archived", "position", "code_key", "id");
CREATE INDEX "product_groups_by_created_at" ON "product_groups" ("created_at", "id", "archived");
CREATE INDEX "product_groups_by_updated_at" ON "product_groups" ("updated_at", "id", "archived");
CREATE INDEX "product_groups_by_created_by" ON "product_groups" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "product_groups_by_updated_by" ON "product_groups" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "product_groups_code_unique" ON "product_groups" ("code") WHERE "code" <> '';
CREATE INDEX "product_groups_by_code" ON "product_groups" ("code_key", "id");
CREATE INDEX "product_groups_by_code_fold" ON "product_groups" ("code_fold");
CREATE INDEX "product_groups_by_position" ON "product_groups" ("position", "id", "archived");
CREATE INDEX "product_groups_by_parent" ON "product_groups" ("parent", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "product_groups_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="product_groups", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "product_groups_fts_insert" AFTER INSERT ON "product_groups" BEGIN
    INSERT INTO "product_groups_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "product_groups_fts_delete" AFTER DELETE ON "product_groups" BEGIN
    INSERT INTO "product_groups_fts" ("product_groups_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "product_groups_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "product_groups" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "product_groups_fts" ("product_groups_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "product_groups_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "products" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "sku" TEXT NOT NULL DEFAULT '',
    "sku_fold" TEXT NOT NULL DEFAULT '',
    "sku_key" BLOB NOT NULL DEFAULT x'',
    "group" INTEGER NULL REFERENCES "product_groups" (id),
    "kind" TEXT NOT NULL DEFAULT '',
    "unit" INTEGER NULL REFERENCES "units" (id),
    "price_minor" INTEGER NOT NULL DEFAULT 0,
    "price_currency" TEXT NOT NULL DEFAULT '',
    "price_base" INTEGER NOT NULL DEFAULT 0,
    "min_price_minor" INTEGER NOT NULL DEFAULT 0,
    "min_price_currency" TEXT NOT NULL DEFAULT '',
    "cost_minor" INTEGER NOT NULL DEFAULT 0,
    "cost_currency" TEXT NOT NULL DEFAULT '',
    "vat" TEXT NOT NULL DEFAULT '',
    "lead_days" INTEGER NOT NULL DEFAULT 0,
    "description" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "products_listed" ON "products" ("archived", "name_key", "id", "name_fold");
CREATE INDEX "products_by_created_at" ON "products" ("created_at", "id", "archived");
CREATE INDEX "products_by_updated_at" ON "products" ("updated_at", "id", "archived");
CREATE INDEX "products_by_created_by" ON "products" ("created_by", "archived", "name_key", "id");
CREATE INDEX "products_by_updated_by" ON "products" ("updated_by", "archived", "name_key", "id");
CREATE INDEX "products_by_name" ON "products" ("name_key", "id");
CREATE INDEX "products_by_name_fold" ON "products" ("name_fold");
CREATE UNIQUE INDEX "products_sku_unique" ON "products" ("sku") WHERE "sku" <> '';
CREATE INDEX "products_by_sku" ON "products" ("sku_key", "id");
CREATE INDEX "products_by_sku_fold" ON "products" ("sku_fold");
CREATE INDEX "products_by_group" ON "products" ("group", "archived", "name_key", "id");
CREATE INDEX "products_by_kind" ON "products" ("kind", "archived", "name_key", "id");
CREATE INDEX "products_by_unit" ON "products" ("unit", "archived", "name_key", "id");
CREATE INDEX "products_by_price_base" ON "products" ("price_base", "id", "archived");
CREATE VIRTUAL TABLE "products_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="products", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "products_fts_insert" AFTER INSERT ON "products" BEGIN
    INSERT INTO "products_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "products_fts_delete" AFTER DELETE ON "products" BEGIN
    INSERT INTO "products_fts" ("products_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "products_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "products" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "products_fts" ("products_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "products_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "products_units" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "products" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "unit" INTEGER NULL REFERENCES "units" (id),
    "count" INTEGER NOT NULL DEFAULT 0,
    "of" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "products_units_by_owner" ON "products_units" ("owner", "position");
CREATE INDEX "products_units_by_unit" ON "products_units" ("unit", "owner");

CREATE TABLE "products_analogues" (
    "owner" INTEGER NOT NULL REFERENCES "products" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "products" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "products_analogues_by_target" ON "products_analogues" ("target", "owner");

CREATE TABLE "distribution_rules" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "channel" INTEGER NULL REFERENCES "lead_channels" (id),
    "ad_source" INTEGER NULL REFERENCES "ad_sources" (id),
    "region" INTEGER NULL REFERENCES "regions" (id),
    "industry" INTEGER NULL REFERENCES "industries" (id),
    "product" INTEGER NULL REFERENCES "products" (id),
    "way" TEXT NOT NULL DEFAULT '',
    "employee" INTEGER NULL REFERENCES "users" (id),
    "team" INTEGER NULL REFERENCES "teams" (id),
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "distribution_rules_listed" ON "distribution_rules" ("archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_created_at" ON "distribution_rules" ("created_at", "id", "archived");
CREATE INDEX "distribution_rules_by_updated_at" ON "distribution_rules" ("updated_at", "id", "archived");
CREATE INDEX "distribution_rules_by_created_by" ON "distribution_rules" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_updated_by" ON "distribution_rules" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "distribution_rules_code_unique" ON "distribution_rules" ("code") WHERE "code" <> '';
CREATE INDEX "distribution_rules_by_code" ON "distribution_rules" ("code_key", "id");
CREATE INDEX "distribution_rules_by_code_fold" ON "distribution_rules" ("code_fold");
CREATE INDEX "distribution_rules_by_position" ON "distribution_rules" ("position", "id", "archived");
CREATE INDEX "distribution_rules_by_channel" ON "distribution_rules" ("channel", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_ad_source" ON "distribution_rules" ("ad_source", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_region" ON "distribution_rules" ("region", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_industry" ON "distribution_rules" ("industry", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_product" ON "distribution_rules" ("product", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_way" ON "distribution_rules" ("way", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_employee" ON "distribution_rules" ("employee", "archived", "position", "code_key", "id");
CREATE INDEX "distribution_rules_by_team" ON "distribution_rules" ("team", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "distribution_rules_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="distribution_rules", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "distribution_rules_fts_insert" AFTER INSERT ON "distribution_rules" BEGIN
    INSERT INTO "distribution_rules_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "distribution_rules_fts_delete" AFTER DELETE ON "distribution_rules" BEGIN
    INSERT INTO "distribution_rules_fts" ("distribution_rules_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "distribution_rules_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "distribution_rules" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "distribution_rules_fts" ("distribution_rules_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "distribution_rules_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "leads" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "company" TEXT NOT NULL DEFAULT '',
    "company_fold" TEXT NOT NULL DEFAULT '',
    "company_key" BLOB NOT NULL DEFAULT x'',
    "phone" TEXT NOT NULL DEFAULT '',
    "phone_fold" TEXT NOT NULL DEFAULT '',
    "email" TEXT NOT NULL DEFAULT '',
    "email_fold" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT '',
    "received_at" INTEGER NOT NULL DEFAULT 0,
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "channel" INTEGER NULL REFERENCES "lead_channels" (id),
    "ad_source" INTEGER NULL REFERENCES "ad_sources" (id),
    "campaign" TEXT NOT NULL DEFAULT '',
    "campaign_fold" TEXT NOT NULL DEFAULT '',
    "campaign_key" BLOB NOT NULL DEFAULT x'',
    "expected_minor" INTEGER NOT NULL DEFAULT 0,
    "expected_currency" TEXT NOT NULL DEFAULT '',
    "region" INTEGER NULL REFERENCES "regions" (id),
    "industry" INTEGER NULL REFERENCES "industries" (id),
    "next_step_on" TEXT NOT NULL DEFAULT '',
    "react_by" INTEGER NOT NULL DEFAULT 0,
    "responded_at" INTEGER NOT NULL DEFAULT 0,
    "reaction_minutes" INTEGER NOT NULL DEFAULT 0,
    "reacted_late" INTEGER NOT NULL DEFAULT 0,
    "queued" INTEGER NOT NULL DEFAULT 0,
    "rule" INTEGER NULL REFERENCES "distribution_rules" (id),
    "given_to" INTEGER NULL REFERENCES "users" (id),
    "score" INTEGER NOT NULL DEFAULT 0,
    "reason" INTEGER NULL REFERENCES "lead_reasons" (id),
    "reason_note" TEXT NOT NULL DEFAULT '',
    "duplicate_of" INTEGER NULL REFERENCES "leads" (id),
    "duplicate_partner" INTEGER NULL REFERENCES "partners" (id),
    "reopen_reason" TEXT NOT NULL DEFAULT '',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "converted_at" INTEGER NOT NULL DEFAULT 0,
    "erased" TEXT NOT NULL DEFAULT '',
    "pseudonym" INTEGER NOT NULL DEFAULT 0,
    "suppressed" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_contact" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "leads_listed" ON "leads" ("archived", "received_at", "id");
CREATE INDEX "leads_by_created_at" ON "leads" ("created_at", "id", "archived");
CREATE INDEX "leads_by_updated_at" ON "leads" ("updated_at", "id", "archived");
CREATE INDEX "leads_by_created_by" ON "leads" ("created_by", "archived", "received_at", "id");
CREATE INDEX "leads_by_updated_by" ON "leads" ("updated_by", "archived", "received_at", "id");
CREATE UNIQUE INDEX "leads_number_unique" ON "leads" ("number") WHERE "number" <> '';
CREATE INDEX "leads_by_number" ON "leads" ("number_key", "id");
CREATE INDEX "leads_by_number_fold" ON "leads" ("number_fold");
CREATE INDEX "leads_by_name" ON "leads" ("name_key", "id");
CREATE INDEX "leads_by_name_fold" ON "leads" ("name_fold");
CREATE INDEX "leads_by_company" ON "leads" ("company_key", "id");
CREATE INDEX "leads_by_company_fold" ON "leads" ("company_fold");
CREATE INDEX "leads_by_phone_fold" ON "leads" ("phone_fold");
CREATE INDEX "leads_by_email_fold" ON "leads" ("email_fold");
CREATE INDEX "leads_by_status" ON "leads" ("status", "archived", "received_at", "id");
CREATE INDEX "leads_by_received_at" ON "leads" ("received_at", "id", "archived");
CREATE INDEX "leads_by_responsible" ON "leads" ("responsible", "archived", "received_at", "id");
CREATE INDEX "leads_by_channel" ON "leads" ("channel", "archived", "received_at", "id");
CREATE INDEX "leads_by_ad_source" ON "leads" ("ad_source", "archived", "received_at", "id");
CREATE INDEX "leads_by_campaign" ON "leads" ("campaign_key", "id");
CREATE INDEX "leads_by_campaign_fold" ON "leads" ("campaign_fold");
CREATE INDEX "leads_by_region" ON "leads" ("region", "archived", "received_at", "id");
CREATE INDEX "leads_by_industry" ON "leads" ("industry", "archived", "received_at", "id");
CREATE INDEX "leads_by_next_step_on" ON "leads" ("next_step_on", "id", "archived");
CREATE INDEX "leads_by_react_by" ON "leads" ("react_by", "id", "archived");
CREATE INDEX "leads_by_responded_at" ON "leads" ("responded_at", "id", "archived");
CREATE INDEX "leads_by_reaction_minutes" ON "leads" ("reaction_minutes", "id", "archived");
CREATE INDEX "leads_by_reacted_late" ON "leads" ("reacted_late", "archived", "received_at", "id");
CREATE INDEX "leads_by_queued" ON "leads" ("queued", "archived", "received_at", "id");
CREATE INDEX "leads_by_rule" ON "leads" ("rule", "archived", "received_at", "id");
CREATE INDEX "leads_by_given_to" ON "leads" ("given_to", "archived", "received_at", "id");
CREATE INDEX "leads_by_score" ON "leads" ("score", "id", "archived");
CREATE INDEX "leads_by_reason" ON "leads" ("reason", "archived", "received_at", "id");
CREATE INDEX "leads_by_duplicate_of" ON "leads" ("duplicate_of", "archived", "received_at", "id");
CREATE INDEX "leads_by_duplicate_partner" ON "leads" ("duplicate_partner", "archived", "received_at", "id");
CREATE INDEX "leads_by_partner" ON "leads" ("partner", "archived", "received_at", "id");
CREATE INDEX "leads_by_contact" ON "leads" ("contact", "archived", "received_at", "id");
CREATE INDEX "leads_by_deal" ON "leads" ("deal", "archived", "received_at", "id");
CREATE INDEX "leads_by_converted_at" ON "leads" ("converted_at", "id", "archived");
CREATE INDEX "leads_by_erased" ON "leads" ("erased", "archived", "received_at", "id");
CREATE INDEX "leads_by_suppressed" ON "leads" ("suppressed", "archived", "received_at", "id");
CREATE INDEX "leads_by_status_received_at" ON "leads" ("status", "archived", "received_at", "id");
CREATE INDEX "leads_by_responsible_status_react_by" ON "leads" ("responsible", "archived", "status", "react_by", "id");
CREATE INDEX "leads_by_ad_source_status_received_at" ON "leads" ("ad_source", "archived", "status", "received_at", "id");
CREATE VIRTUAL TABLE "leads_fts" USING fts5 ("search_open", "search_contact", "search_latin", tokenize='trigram case_sensitive 1', content="leads", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "leads_fts_insert" AFTER INSERT ON "leads" BEGIN
    INSERT INTO "leads_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "leads_fts_delete" AFTER DELETE ON "leads" BEGIN
    INSERT INTO "leads_fts" ("leads_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "leads_fts_update" AFTER UPDATE OF "search_open", "search_contact", "search_latin" ON "leads" WHEN old."search_open" <> new."search_open" OR old."search_contact" <> new."search_contact" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "leads_fts" ("leads_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
    INSERT INTO "leads_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "leads_products" (
    "owner" INTEGER NOT NULL REFERENCES "leads" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "products" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "leads_products_by_target" ON "leads_products" ("target", "owner");

CREATE TABLE "leads_answers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "leads" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "question" INTEGER NULL REFERENCES "checklist_questions" (id),
    "answer" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "leads_answers_by_owner" ON "leads_answers" ("owner", "position");
CREATE INDEX "leads_answers_by_question" ON "leads_answers" ("question", "owner");

CREATE TABLE "web_forms" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "key" TEXT NOT NULL DEFAULT '',
    "key_fold" TEXT NOT NULL DEFAULT '',
    "key_key" BLOB NOT NULL DEFAULT x'',
    "running" INTEGER NOT NULL DEFAULT 0,
    "language" TEXT NOT NULL DEFAULT '',
    "title" TEXT NOT NULL DEFAULT '',
    "intro" TEXT NOT NULL DEFAULT '',
    "submit" TEXT NOT NULL DEFAULT '',
    "thanks" TEXT NOT NULL DEFAULT '',
    "consent_text" TEXT NOT NULL DEFAULT '',
    "consent_edition" INTEGER NOT NULL DEFAULT 0,
    "channel" INTEGER NULL REFERENCES "lead_channels" (id),
    "ad_source" INTEGER NULL REFERENCES "ad_sources" (id),
    "campaign" TEXT NOT NULL DEFAULT '',
    "region" INTEGER NULL REFERENCES "regions" (id),
    "sites" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "web_forms_listed" ON "web_forms" ("archived", "name_key", "id", "name_fold");
CREATE INDEX "web_forms_by_created_at" ON "web_forms" ("created_at", "id", "archived");
CREATE INDEX "web_forms_by_updated_at" ON "web_forms" ("updated_at", "id", "archived");
CREATE INDEX "web_forms_by_created_by" ON "web_forms" ("created_by", "archived", "name_key", "id");
CREATE INDEX "web_forms_by_updated_by" ON "web_forms" ("updated_by", "archived", "name_key", "id");
CREATE INDEX "web_forms_by_name" ON "web_forms" ("name_key", "id");
CREATE INDEX "web_forms_by_name_fold" ON "web_forms" ("name_fold");
CREATE UNIQUE INDEX "web_forms_key_unique" ON "web_forms" ("key") WHERE "key" <> '';
CREATE INDEX "web_forms_by_key" ON "web_forms" ("key_key", "id");
CREATE INDEX "web_forms_by_key_fold" ON "web_forms" ("key_fold");
CREATE INDEX "web_forms_by_running" ON "web_forms" ("running", "archived", "name_key", "id");
CREATE INDEX "web_forms_by_channel" ON "web_forms" ("channel", "archived", "name_key", "id");
CREATE INDEX "web_forms_by_ad_source" ON "web_forms" ("ad_source", "archived", "name_key", "id");
CREATE INDEX "web_forms_by_region" ON "web_forms" ("region", "archived", "name_key", "id");
CREATE VIRTUAL TABLE "web_forms_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="web_forms", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "web_forms_fts_insert" AFTER INSERT ON "web_forms" BEGIN
    INSERT INTO "web_forms_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "web_forms_fts_delete" AFTER DELETE ON "web_forms" BEGIN
    INSERT INTO "web_forms_fts" ("web_forms_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "web_forms_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "web_forms" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "web_forms_fts" ("web_forms_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "web_forms_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "web_forms_fields" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "web_forms" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "ask" TEXT NOT NULL DEFAULT '',
    "label" TEXT NOT NULL DEFAULT '',
    "required" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "web_forms_fields_by_owner" ON "web_forms_fields" ("owner", "position");

CREATE TABLE "web_forms_notify" (
    "owner" INTEGER NOT NULL REFERENCES "web_forms" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "web_forms_notify_by_target" ON "web_forms_notify" ("target", "owner");

CREATE TABLE "booking_pages" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "key" TEXT NOT NULL DEFAULT '',
    "key_fold" TEXT NOT NULL DEFAULT '',
    "key_key" BLOB NOT NULL DEFAULT x'',
    "running" INTEGER NOT NULL DEFAULT 0,
    "language" TEXT NOT NULL DEFAULT '',
    "way" TEXT NOT NULL DEFAULT '',
    "lengths" INTEGER NOT NULL DEFAULT 0,
    "notice_hours" INTEGER NOT NULL DEFAULT 0,
    "horizon_days" INTEGER NOT NULL DEFAULT 0,
    "buffer_minutes" INTEGER NOT NULL DEFAULT 0,
    "type" INTEGER NULL REFERENCES "event_types" (id),
    "method" TEXT NOT NULL DEFAULT '',
    "place" TEXT NOT NULL DEFAULT '',
    "title" TEXT NOT NULL DEFAULT '',
    "intro" TEXT NOT NULL DEFAULT '',
    "submit" TEXT NOT NULL DEFAULT '',
    "thanks" TEXT NOT NULL DEFAULT '',
    "consent_text" TEXT NOT NULL DEFAULT '',
    "consent_edition" INTEGER NOT NULL DEFAULT 0,
    "channel" INTEGER NULL REFERENCES "lead_channels" (id),
    "ad_source" INTEGER NULL REFERENCES "ad_sources" (id),
    "campaign" TEXT NOT NULL DEFAULT '',
    "region" INTEGER NULL REFERENCES "regions" (id),
    "sites" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "booking_pages_listed" ON "booking_pages" ("archived", "name_key", "id", "name_fold");
CREATE INDEX "booking_pages_by_created_at" ON "booking_pages" ("created_at", "id", "archived");
CREATE INDEX "booking_pages_by_updated_at" ON "booking_pages" ("updated_at", "id", "archived");
CREATE INDEX "booking_pages_by_created_by" ON "booking_pages" ("created_by", "archived", "name_key", "id");
CREATE INDEX "booking_pages_by_updated_by" ON "booking_pages" ("updated_by", "archived", "name_key", "id");
CREATE INDEX "booking_pages_by_name" ON "booking_pages" ("name_key", "id");
CREATE INDEX "booking_pages_by_name_fold" ON "booking_pages" ("name_fold");
CREATE UNIQUE INDEX "booking_pages_key_unique" ON "booking_pages" ("key") WHERE "key" <> '';
CREATE INDEX "booking_pages_by_key" ON "booking_pages" ("key_key", "id");
CREATE INDEX "booking_pages_by_key_fold" ON "booking_pages" ("key_fold");
CREATE INDEX "booking_pages_by_running" ON "booking_pages" ("running", "archived", "name_key", "id");
CREATE INDEX "booking_pages_by_type" ON "booking_pages" ("type", "archived", "name_key", "id");
CREATE INDEX "booking_pages_by_channel" ON "booking_pages" ("channel", "archived", "name_key", "id");
CREATE INDEX "booking_pages_by_ad_source" ON "booking_pages" ("ad_source", "archived", "name_key", "id");
CREATE INDEX "booking_pages_by_region" ON "booking_pages" ("region", "archived", "name_key", "id");
CREATE VIRTUAL TABLE "booking_pages_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="booking_pages", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "booking_pages_fts_insert" AFTER INSERT ON "booking_pages" BEGIN
    INSERT INTO "booking_pages_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "booking_pages_fts_delete" AFTER DELETE ON "booking_pages" BEGIN
    INSERT INTO "booking_pages_fts" ("booking_pages_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "booking_pages_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "booking_pages" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "booking_pages_fts" ("booking_pages_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "booking_pages_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "booking_pages_people" (
    "owner" INTEGER NOT NULL REFERENCES "booking_pages" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "booking_pages_people_by_target" ON "booking_pages_people" ("target", "owner");

CREATE TABLE "booking_pages_fields" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "booking_pages" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "ask" TEXT NOT NULL DEFAULT '',
    "label" TEXT NOT NULL DEFAULT '',
    "required" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "booking_pages_fields_by_owner" ON "booking_pages_fields" ("owner", "position");

CREATE TABLE "booking_pages_notify" (
    "owner" INTEGER NOT NULL REFERENCES "booking_pages" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "booking_pages_notify_by_target" ON "booking_pages_notify" ("target", "owner");

CREATE TABLE "form_entries" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "form" INTEGER NULL REFERENCES "web_forms" (id),
    "booking" INTEGER NULL REFERENCES "booking_pages" (id),
    "lead" INTEGER NULL REFERENCES "leads" (id),
    "event" INTEGER NULL REFERENCES "events" (id),
    "at" INTEGER NOT NULL DEFAULT 0,
    "site" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',
    "edition" INTEGER NOT NULL DEFAULT 0,
    "agreed" TEXT NOT NULL DEFAULT '',
    "trapped" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "form_entries_listed" ON "form_entries" ("archived", "at", "id");
CREATE INDEX "form_entries_by_created_at" ON "form_entries" ("created_at", "id", "archived");
CREATE INDEX "form_entries_by_updated_at" ON "form_entries" ("updated_at", "id", "archived");
CREATE INDEX "form_entries_by_created_by" ON "form_entries" ("created_by", "archived", "at", "id");
CREATE INDEX "form_entries_by_updated_by" ON "form_entries" ("updated_by", "archived", "at", "id");
CREATE INDEX "form_entries_by_form" ON "form_entries" ("form", "archived", "at", "id");
CREATE INDEX "form_entries_by_booking" ON "form_entries" ("booking", "archived", "at", "id");
CREATE INDEX "form_entries_by_lead" ON "form_entries" ("lead", "archived", "at", "id");
CREATE INDEX "form_entries_by_event" ON "form_entries" ("event", "archived", "at", "id");
CREATE INDEX "form_entries_by_at" ON "form_entries" ("at", "id", "archived");
CREATE INDEX "form_entries_by_lead_at" ON "form_entries" ("lead", "archived", "at", "id");
CREATE INDEX "form_entries_by_booking_at" ON "form_entries" ("booking", "archived", "at", "id");

CREATE TABLE "deals" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "counterparty" INTEGER NULL REFERENCES "counterparties" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "kind" INTEGER NULL REFERENCES "deal_kinds" (id),
    "pipeline" INTEGER NULL REFERENCES "pipelines" (id),
    "stage" INTEGER NULL REFERENCES "stages" (id),
    "stage_reason" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "amount_minor" INTEGER NOT NULL DEFAULT 0,
    "amount_currency" TEXT NOT NULL DEFAULT '',
    "amount_base" INTEGER NOT NULL DEFAULT 0,
    "started_on" TEXT NOT NULL DEFAULT '',
    "close_on" TEXT NOT NULL DEFAULT '',
    "closed_on" TEXT NOT NULL DEFAULT '',
    "chance" INTEGER NOT NULL DEFAULT 0,
    "chance_reason" TEXT NOT NULL DEFAULT '',
    "fell" INTEGER NOT NULL DEFAULT 0,
    "stage_due" TEXT NOT NULL DEFAULT '',
    "amount_moves" INTEGER NOT NULL DEFAULT 0,
    "close_moves" INTEGER NOT NULL DEFAULT 0,
    "unsteady" INTEGER NOT NULL DEFAULT 0,
    "product" INTEGER NULL REFERENCES "products" (id),
    "ad_source" INTEGER NULL REFERENCES "ad_sources" (id),
    "interest" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "support" INTEGER NOT NULL DEFAULT 0,
    "stance" TEXT NOT NULL DEFAULT '',
    "contested" INTEGER NOT NULL DEFAULT 0,
    "loss_reason" INTEGER NULL REFERENCES "loss_reasons" (id),
    "lost_to" INTEGER NULL REFERENCES "partners" (id),
    "loss_comment" TEXT NOT NULL DEFAULT '',
    "lost_at" INTEGER NULL REFERENCES "stages" (id),
    "furthest" INTEGER NULL REFERENCES "stages" (id),
    "reopen_reason" TEXT NOT NULL DEFAULT '',
    "days_to_close" INTEGER NOT NULL DEFAULT 0,
    "timed" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "deals_listed" ON "deals" ("archived", "id");
CREATE INDEX "deals_by_created_at" ON "deals" ("created_at", "id", "archived");
CREATE INDEX "deals_by_updated_at" ON "deals" ("updated_at", "id", "archived");
CREATE INDEX "deals_by_created_by" ON "deals" ("created_by", "archived", "id");
CREATE INDEX "deals_by_updated_by" ON "deals" ("updated_by", "archived", "id");
CREATE UNIQUE INDEX "deals_number_unique" ON "deals" ("number") WHERE "number" <> '';
CREATE INDEX "deals_by_number" ON "deals" ("number_key", "id");
CREATE INDEX "deals_by_number_fold" ON "deals" ("number_fold");
CREATE INDEX "deals_by_name" ON "deals" ("name_key", "id");
CREATE INDEX "deals_by_name_fold" ON "deals" ("name_fold");
CREATE INDEX "deals_by_partner" ON "deals" ("partner", "archived", "id");
CREATE INDEX "deals_by_counterparty" ON "deals" ("counterparty", "archived", "id");
CREATE INDEX "deals_by_contact" ON "deals" ("contact", "archived", "id");
CREATE INDEX "deals_by_responsible" ON "deals" ("responsible", "archived", "id");
CREATE INDEX "deals_by_kind" ON "deals" ("kind", "archived", "id");
CREATE INDEX "deals_by_pipeline" ON "deals" ("pipeline", "archived", "id");
CREATE INDEX "deals_by_stage" ON "deals" ("stage", "archived", "id");
CREATE INDEX "deals_by_outcome" ON "deals" ("outcome", "archived", "id");
CREATE INDEX "deals_by_amount_base" ON "deals" ("amount_base", "id", "archived");
CREATE INDEX "deals_by_started_on" ON "deals" ("started_on", "id", "archived");
CREATE INDEX "deals_by_close_on" ON "deals" ("close_on", "id", "archived");
CREATE INDEX "deals_by_closed_on" ON "deals" ("closed_on", "id", "archived");
CREATE INDEX "deals_by_chance" ON "deals" ("chance", "id", "archived");
CREATE INDEX "deals_by_fell" ON "deals" ("fell", "archived", "id");
CREATE INDEX "deals_by_stage_due" ON "deals" ("stage_due", "id", "archived");
CREATE INDEX "deals_by_unsteady" ON "deals" ("unsteady", "archived", "id");
CREATE INDEX "deals_by_product" ON "deals" ("product", "archived", "id");
CREATE INDEX "deals_by_ad_source" ON "deals" ("ad_source", "archived", "id");
CREATE INDEX "deals_by_support" ON "deals" ("support", "id", "archived");
CREATE INDEX "deals_by_stance" ON "deals" ("stance", "archived", "id");
CREATE INDEX "deals_by_loss_reason" ON "deals" ("loss_reason", "archived", "id");
CREATE INDEX "deals_by_lost_to" ON "deals" ("lost_to", "archived", "id");
CREATE INDEX "deals_by_lost_at" ON "deals" ("lost_at", "archived", "id");
CREATE INDEX "deals_by_furthest" ON "deals" ("furthest", "archived", "id");
CREATE INDEX "deals_by_stage_close_on" ON "deals" ("stage", "archived", "close_on", "id");
CREATE INDEX "deals_by_responsible_outcome_close_on" ON "deals" ("responsible", "archived", "outcome", "close_on", "id");
CREATE INDEX "deals_by_outcome_kind_stage_chance_amount" ON "deals" ("outcome", "archived", "kind", "stage", "chance", "amount_currency", "amount_minor", "id", "partner", "responsible");
CREATE INDEX "deals_by_outcome_kind_close_on_stage_chance_amount" ON "deals" ("outcome", "archived", "kind", "close_on", "stage", "chance", "amount_currency", "amount_minor", "id", "partner", "responsible");
CREATE INDEX "deals_by_outcome_close_on" ON "deals" ("outcome", "archived", "close_on", "id");
CREATE INDEX "deals_by_outcome_stage_due" ON "deals" ("outcome", "archived", "stage_due", "id");
CREATE VIRTUAL TABLE "deals_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="deals", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "deals_fts_insert" AFTER INSERT ON "deals" BEGIN
    INSERT INTO "deals_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "deals_fts_delete" AFTER DELETE ON "deals" BEGIN
    INSERT INTO "deals_fts" ("deals_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "deals_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "deals" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "deals_fts" ("deals_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "deals_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "deals_confirmed" (
    "owner" INTEGER NOT NULL REFERENCES "deals" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "stage_requirements" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_confirmed_by_target" ON "deals_confirmed" ("target", "owner");

CREATE TABLE "deals_lines" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "deals" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "product" INTEGER NULL REFERENCES "products" (id),
    "quantity" INTEGER NOT NULL DEFAULT 0,
    "price" INTEGER NOT NULL DEFAULT 0,
    "amount_minor" INTEGER NOT NULL DEFAULT 0,
    "amount_currency" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "deals_lines_by_owner" ON "deals_lines" ("owner", "position");
CREATE INDEX "deals_lines_by_product" ON "deals_lines" ("product", "owner");

CREATE TABLE "deals_participants" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "deals" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "role" TEXT NOT NULL DEFAULT '',
    "attitude" TEXT NOT NULL DEFAULT '',
    "influence" TEXT NOT NULL DEFAULT '',
    "comment" TEXT NOT NULL DEFAULT '',
    "no" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "deals_participants_by_owner" ON "deals_participants" ("owner", "position");
CREATE INDEX "deals_participants_by_contact" ON "deals_participants" ("contact", "owner");
CREATE INDEX "deals_participants_by_partner" ON "deals_participants" ("partner", "owner");

CREATE TABLE "deals_ties" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "deals" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "from" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "to" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "deals_ties_by_owner" ON "deals_ties" ("owner", "position");

CREATE TABLE "deals_rivals" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "deals" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "price_minor" INTEGER NOT NULL DEFAULT 0,
    "price_currency" TEXT NOT NULL DEFAULT '',
    "chance" INTEGER NOT NULL DEFAULT 0,
    "strengths" TEXT NOT NULL DEFAULT '',
    "weaknesses" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "deals_rivals_by_owner" ON "deals_rivals" ("owner", "position");
CREATE INDEX "deals_rivals_by_partner" ON "deals_rivals" ("partner", "owner");

CREATE TABLE "deals_tally_open" (
    "key" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "pipeline" INTEGER NULL,
    "stage" INTEGER NULL,
    "responsible" INTEGER NULL,
    "close_on" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL DEFAULT '',
    "n" INTEGER NOT NULL DEFAULT 0,
    "sum_amount" INTEGER NOT NULL DEFAULT 0,
    "sum_amount_base" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_open_by_what" ON "deals_tally_open" ("outcome");

CREATE TABLE "deals_tally_closed" (
    "key" TEXT NOT NULL DEFAULT '',
    "closed_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "responsible" INTEGER NULL,
    "loss_reason" INTEGER NULL,
    "timed" INTEGER NOT NULL DEFAULT 0,
    "n" INTEGER NOT NULL DEFAULT 0,
    "sum_amount_base" INTEGER NOT NULL DEFAULT 0,
    "sum_days_to_close" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_closed_by_what" ON "deals_tally_closed" ("closed_on");

CREATE TABLE "deals_tally_product" (
    "key" TEXT NOT NULL DEFAULT '',
    "closed_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "product" INTEGER NULL,
    "loss_reason" INTEGER NULL,
    "timed" INTEGER NOT NULL DEFAULT 0,
    "n" INTEGER NOT NULL DEFAULT 0,
    "sum_amount_base" INTEGER NOT NULL DEFAULT 0,
    "sum_days_to_close" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_product_by_what" ON "deals_tally_product" ("closed_on");

CREATE TABLE "deals_tally_chance" (
    "key" TEXT NOT NULL DEFAULT '',
    "closed_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "pipeline" INTEGER NULL,
    "furthest" INTEGER NULL,
    "n" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_chance_by_what" ON "deals_tally_chance" ("closed_on");

CREATE TABLE "deals_tally_way" (
    "key" TEXT NOT NULL DEFAULT '',
    "closed_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "pipeline" INTEGER NULL,
    "furthest" INTEGER NULL,
    "lost_at" INTEGER NULL,
    "ad_source" INTEGER NULL,
    "loss_reason" INTEGER NULL,
    "contested" INTEGER NOT NULL DEFAULT 0,
    "n" INTEGER NOT NULL DEFAULT 0,
    "sum_amount_base" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_way_by_what" ON "deals_tally_way" ("closed_on");

CREATE TABLE "deals_tally_cohort" (
    "key" TEXT NOT NULL DEFAULT '',
    "started_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "pipeline" INTEGER NULL,
    "furthest" INTEGER NULL,
    "responsible" INTEGER NULL,
    "n" INTEGER NOT NULL DEFAULT 0,
    "sum_amount_base" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_cohort_by_what" ON "deals_tally_cohort" ("started_on");

CREATE TABLE "deals_tally_source" (
    "key" TEXT NOT NULL DEFAULT '',
    "started_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "pipeline" INTEGER NULL,
    "furthest" INTEGER NULL,
    "ad_source" INTEGER NULL,
    "n" INTEGER NOT NULL DEFAULT 0,
    "sum_amount_base" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_source_by_what" ON "deals_tally_source" ("started_on");

CREATE TABLE "deals_tally_lasting" (
    "key" TEXT NOT NULL DEFAULT '',
    "closed_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL,
    "timed" INTEGER NOT NULL DEFAULT 0,
    "days_to_close" INTEGER NOT NULL DEFAULT 0,
    "n" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "deals_tally_lasting_by_what" ON "deals_tally_lasting" ("closed_on");

CREATE TABLE "events" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "type" INTEGER NULL REFERENCES "event_types" (id),
    "status" INTEGER NULL REFERENCES "event_statuses" (id),
    "class" TEXT NOT NULL DEFAULT '',
    "meeting" INTEGER NOT NULL DEFAULT 0,
    "subject" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL DEFAULT '',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "claim" INTEGER NULL REFERENCES "claims" (id),
    "lead" INTEGER NULL REFERENCES "leads" (id),
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "planned_start" INTEGER NOT NULL DEFAULT 0,
    "planned_end" INTEGER NOT NULL DEFAULT 0,
    "actual_start" INTEGER NOT NULL DEFAULT 0,
    "actual_end" INTEGER NOT NULL DEFAULT 0,
    "all_day" INTEGER NOT NULL DEFAULT 0,
    "minutes" INTEGER NOT NULL DEFAULT 0,
    "remind" TEXT NOT NULL DEFAULT '',
    "remind_at" INTEGER NOT NULL DEFAULT 0,
    "start" INTEGER NOT NULL DEFAULT 0,
    "end" INTEGER NOT NULL DEFAULT 0,
    "method" TEXT NOT NULL DEFAULT '',
    "direction" TEXT NOT NULL DEFAULT '',
    "priority" TEXT NOT NULL DEFAULT '',
    "matter" TEXT NOT NULL DEFAULT '',
    "ad_source" INTEGER NULL REFERENCES "ad_sources" (id),
    "handling" TEXT NOT NULL DEFAULT '',
    "handle_by" INTEGER NOT NULL DEFAULT 0,
    "attention" INTEGER NOT NULL DEFAULT 0,
    "due_by" INTEGER NOT NULL DEFAULT 0,
    "result" TEXT NOT NULL DEFAULT '',
    "cancel_reason" TEXT NOT NULL DEFAULT '',
    "correct_reason" TEXT NOT NULL DEFAULT '',
    "stage" INTEGER NULL REFERENCES "stages" (id),
    "repeat_of" INTEGER NULL REFERENCES "events" (id),
    "series" INTEGER NULL REFERENCES "event_series" (id),
    "series_day" TEXT NOT NULL DEFAULT '',
    "place" TEXT NOT NULL DEFAULT '',
    "goals" TEXT NOT NULL DEFAULT '',
    "discussion" TEXT NOT NULL DEFAULT '',
    "next_meeting" INTEGER NULL REFERENCES "events" (id),
    "protocol_sent_at" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "events_listed" ON "events" ("archived", "start", "id");
CREATE INDEX "events_by_created_at" ON "events" ("created_at", "id", "archived");
CREATE INDEX "events_by_updated_at" ON "events" ("updated_at", "id", "archived");
CREATE INDEX "events_by_created_by" ON "events" ("created_by", "archived", "start", "id");
CREATE INDEX "events_by_updated_by" ON "events" ("updated_by", "archived", "start", "id");
CREATE UNIQUE INDEX "events_number_unique" ON "events" ("number") WHERE "number" <> '';
CREATE INDEX "events_by_number" ON "events" ("number_key", "id");
CREATE INDEX "events_by_number_fold" ON "events" ("number_fold");
CREATE INDEX "events_by_type" ON "events" ("type", "archived", "start", "id");
CREATE INDEX "events_by_status" ON "events" ("status", "archived", "start", "id");
CREATE INDEX "events_by_class" ON "events" ("class", "archived", "start", "id");
CREATE INDEX "events_by_meeting" ON "events" ("meeting", "archived", "start", "id");
CREATE INDEX "events_by_partner" ON "events" ("partner", "archived", "start", "id");
CREATE INDEX "events_by_deal" ON "events" ("deal", "archived", "start", "id");
CREATE INDEX "events_by_claim" ON "events" ("claim", "archived", "start", "id");
CREATE INDEX "events_by_lead" ON "events" ("lead", "archived", "start", "id");
CREATE INDEX "events_by_responsible" ON "events" ("responsible", "archived", "start", "id");
CREATE INDEX "events_by_planned_start" ON "events" ("planned_start", "id", "archived");
CREATE INDEX "events_by_planned_end" ON "events" ("planned_end", "id", "archived");
CREATE INDEX "events_by_all_day" ON "events" ("all_day", "archived", "start", "id");
CREATE INDEX "events_by_start" ON "events" ("start", "id", "archived");
CREATE INDEX "events_by_end" ON "events" ("end", "id", "archived");
CREATE INDEX "events_by_method" ON "events" ("method", "archived", "start", "id");
CREATE INDEX "events_by_direction" ON "events" ("direction", "archived", "start", "id");
CREATE INDEX "events_by_priority" ON "events" ("priority", "archived", "start", "id");
CREATE INDEX "events_by_matter" ON "events" ("matter", "archived", "start", "id");
CREATE INDEX "events_by_ad_source" ON "events" ("ad_source", "archived", "start", "id");
CREATE INDEX "events_by_handling" ON "events" ("handling", "archived", "start", "id");
CREATE INDEX "events_by_handle_by" ON "events" ("handle_by", "id", "archived");
CREATE INDEX "events_by_attention" ON "events" ("attention", "archived", "start", "id");
CREATE INDEX "events_by_due_by" ON "events" ("due_by", "id", "archived");
CREATE INDEX "events_by_stage" ON "events" ("stage", "archived", "start", "id");
CREATE INDEX "events_by_repeat_of" ON "events" ("repeat_of", "archived", "start", "id");
CREATE INDEX "events_by_series" ON "events" ("series", "archived", "start", "id");
CREATE INDEX "events_by_next_meeting" ON "events" ("next_meeting", "archived", "start", "id");
CREATE INDEX "events_by_partner_class_start" ON "events" ("partner", "archived", "class", "start", "id");
CREATE INDEX "events_by_responsible_class_start" ON "events" ("responsible", "archived", "class", "start", "id");
CREATE INDEX "events_by_responsible_attention_start" ON "events" ("responsible", "archived", "attention", "start", "id");
CREATE VIRTUAL TABLE "events_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="events", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "events_fts_insert" AFTER INSERT ON "events" BEGIN
    INSERT INTO "events_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "events_fts_delete" AFTER DELETE ON "events" BEGIN
    INSERT INTO "events_fts" ("events_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "events_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "events" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "events_fts" ("events_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "events_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "events_contacts" (
    "owner" INTEGER NOT NULL REFERENCES "events" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "contacts" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "events_contacts_by_target" ON "events_contacts" ("target", "owner");

CREATE TABLE "events_others" (
    "owner" INTEGER NOT NULL REFERENCES "events" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "events_others_by_target" ON "events_others" ("target", "owner");

CREATE TABLE "events_reschedules" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "events" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "start" INTEGER NOT NULL DEFAULT 0,
    "end" INTEGER NOT NULL DEFAULT 0,
    "at" INTEGER NOT NULL DEFAULT 0,
    "by" INTEGER NULL REFERENCES "users" (id),
    "reason" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "events_reschedules_by_owner" ON "events_reschedules" ("owner", "position");
CREATE INDEX "events_reschedules_by_by" ON "events_reschedules" ("by", "owner");

CREATE TABLE "events_agenda" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "events" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "topic" TEXT NOT NULL DEFAULT '',
    "speaker" TEXT NOT NULL DEFAULT '',
    "minutes" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "events_agenda_by_owner" ON "events_agenda" ("owner", "position");

CREATE TABLE "events_guests" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "events" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "name" TEXT NOT NULL DEFAULT '',
    "company" TEXT NOT NULL DEFAULT '',
    "role" TEXT NOT NULL DEFAULT '',
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "user" INTEGER NULL REFERENCES "users" (id),
    "attended" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "events_guests_by_owner" ON "events_guests" ("owner", "position");
CREATE INDEX "events_guests_by_contact" ON "events_guests" ("contact", "owner");
CREATE INDEX "events_guests_by_user" ON "events_guests" ("user", "owner");

CREATE TABLE "events_agreements" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "events" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "text" TEXT NOT NULL DEFAULT '',
    "side" TEXT NOT NULL DEFAULT '',
    "user" INTEGER NULL REFERENCES "users" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "deadline" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL REFERENCES "commitment_kinds" (id),
    "task" INTEGER NULL REFERENCES "tasks" (id),
    "commitment" INTEGER NULL REFERENCES "commitments" (id)
) STRICT;
CREATE INDEX "events_agreements_by_owner" ON "events_agreements" ("owner", "position");
CREATE INDEX "events_agreements_by_user" ON "events_agreements" ("user", "owner");
CREATE INDEX "events_agreements_by_contact" ON "events_agreements" ("contact", "owner");
CREATE INDEX "events_agreements_by_kind" ON "events_agreements" ("kind", "owner");
CREATE INDEX "events_agreements_by_task" ON "events_agreements" ("task", "owner");
CREATE INDEX "events_agreements_by_commitment" ON "events_agreements" ("commitment", "owner");

CREATE TABLE "event_series" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "subject" TEXT NOT NULL DEFAULT '',
    "subject_fold" TEXT NOT NULL DEFAULT '',
    "subject_key" BLOB NOT NULL DEFAULT x'',
    "type" INTEGER NULL REFERENCES "event_types" (id),
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "rule" TEXT NOT NULL DEFAULT '',
    "zone" TEXT NOT NULL DEFAULT '',
    "first_start" INTEGER NOT NULL DEFAULT 0,
    "until" TEXT NOT NULL DEFAULT '',
    "made_until" TEXT NOT NULL DEFAULT '',
    "ended" INTEGER NOT NULL DEFAULT 0,
    "text" TEXT NOT NULL DEFAULT '',
    "place" TEXT NOT NULL DEFAULT '',
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "minutes" INTEGER NOT NULL DEFAULT 0,
    "all_day" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "event_series_listed" ON "event_series" ("archived", "id");
CREATE INDEX "event_series_by_created_at" ON "event_series" ("created_at", "id", "archived");
CREATE INDEX "event_series_by_updated_at" ON "event_series" ("updated_at", "id", "archived");
CREATE INDEX "event_series_by_created_by" ON "event_series" ("created_by", "archived", "id");
CREATE INDEX "event_series_by_updated_by" ON "event_series" ("updated_by", "archived", "id");
CREATE INDEX "event_series_by_subject" ON "event_series" ("subject_key", "id");
CREATE INDEX "event_series_by_subject_fold" ON "event_series" ("subject_fold");
CREATE INDEX "event_series_by_type" ON "event_series" ("type", "archived", "id");
CREATE INDEX "event_series_by_partner" ON "event_series" ("partner", "archived", "id");
CREATE INDEX "event_series_by_responsible" ON "event_series" ("responsible", "archived", "id");
CREATE INDEX "event_series_by_made_until" ON "event_series" ("made_until", "id", "archived");
CREATE INDEX "event_series_by_ended" ON "event_series" ("ended", "archived", "id");
CREATE INDEX "event_series_by_deal" ON "event_series" ("deal", "archived", "id");
CREATE VIRTUAL TABLE "event_series_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="event_series", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "event_series_fts_insert" AFTER INSERT ON "event_series" BEGIN
    INSERT INTO "event_series_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "event_series_fts_delete" AFTER DELETE ON "event_series" BEGIN
    INSERT INTO "event_series_fts" ("event_series_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "event_series_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "event_series" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "event_series_fts" ("event_series_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "event_series_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "event_series_contacts" (
    "owner" INTEGER NOT NULL REFERENCES "event_series" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "contacts" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "event_series_contacts_by_target" ON "event_series_contacts" ("target", "owner");

CREATE TABLE "event_series_others" (
    "owner" INTEGER NOT NULL REFERENCES "event_series" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "event_series_others_by_target" ON "event_series_others" ("target", "owner");

CREATE TABLE "preparations" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "event" INTEGER NULL REFERENCES "events" (id),
    "state" TEXT NOT NULL DEFAULT '',
    "filled" INTEGER NOT NULL DEFAULT 0,
    "readiness" INTEGER NOT NULL DEFAULT 0,
    "goal" TEXT NOT NULL DEFAULT '',
    "attention" TEXT NOT NULL DEFAULT '',
    "questions" TEXT NOT NULL DEFAULT '',
    "agree" TEXT NOT NULL DEFAULT '',
    "benefits" TEXT NOT NULL DEFAULT '',
    "closing" TEXT NOT NULL DEFAULT '',
    "support" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "preparations_listed" ON "preparations" ("archived", "id");
CREATE INDEX "preparations_by_created_at" ON "preparations" ("created_at", "id", "archived");
CREATE INDEX "preparations_by_updated_at" ON "preparations" ("updated_at", "id", "archived");
CREATE INDEX "preparations_by_created_by" ON "preparations" ("created_by", "archived", "id");
CREATE INDEX "preparations_by_updated_by" ON "preparations" ("updated_by", "archived", "id");
CREATE UNIQUE INDEX "preparations_event_unique" ON "preparations" ("event") WHERE "event" IS NOT NULL;
CREATE INDEX "preparations_by_event" ON "preparations" ("event", "archived", "id");
CREATE INDEX "preparations_by_state" ON "preparations" ("state", "archived", "id");
CREATE INDEX "preparations_by_readiness" ON "preparations" ("readiness", "id", "archived");

CREATE TABLE "preparations_objections" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "preparations" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "objection" TEXT NOT NULL DEFAULT '',
    "answer" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "preparations_objections_by_owner" ON "preparations_objections" ("owner", "position");

CREATE TABLE "preparations_techniques" (
    "owner" INTEGER NOT NULL REFERENCES "preparations" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "techniques" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "preparations_techniques_by_target" ON "preparations_techniques" ("target", "owner");

CREATE TABLE "preparations_worked" (
    "owner" INTEGER NOT NULL REFERENCES "preparations" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "techniques" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "preparations_worked_by_target" ON "preparations_worked" ("target", "owner");

CREATE TABLE "tasks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "subject" TEXT NOT NULL DEFAULT '',
    "subject_fold" TEXT NOT NULL DEFAULT '',
    "subject_key" BLOB NOT NULL DEFAULT x'',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "text" TEXT NOT NULL DEFAULT '',
    "deadline" INTEGER NOT NULL DEFAULT 0,
    "remind" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT '',
    "priority" TEXT NOT NULL DEFAULT '',
    "open" INTEGER NOT NULL DEFAULT 0,
    "author" INTEGER NULL REFERENCES "users" (id),
    "controller" INTEGER NULL REFERENCES "users" (id),
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "event" INTEGER NULL REFERENCES "events" (id),
    "about_register" TEXT NOT NULL DEFAULT '',
    "about_id" INTEGER NOT NULL DEFAULT 0,
    "parent" INTEGER NULL REFERENCES "tasks" (id),
    "planned_minutes" INTEGER NOT NULL DEFAULT 0,
    "spent_minutes" INTEGER NOT NULL DEFAULT 0,
    "repeat" TEXT NOT NULL DEFAULT '',
    "repeat_until" TEXT NOT NULL DEFAULT '',
    "recurrence" TEXT NOT NULL DEFAULT '',
    "previous" INTEGER NULL REFERENCES "tasks" (id),
    "result" TEXT NOT NULL DEFAULT '',
    "refused_by" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "accepted_at" INTEGER NOT NULL DEFAULT 0,
    "closed_at" INTEGER NOT NULL DEFAULT 0,
    "reopened" INTEGER NOT NULL DEFAULT 0,
    "promised" INTEGER NOT NULL DEFAULT 0,
    "source" TEXT NOT NULL DEFAULT '',
    "visit" INTEGER NULL REFERENCES "process_visits" (id),
    "outcome" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "tasks_listed" ON "tasks" ("archived", "id");
CREATE INDEX "tasks_by_created_at" ON "tasks" ("created_at", "id", "archived");
CREATE INDEX "tasks_by_updated_at" ON "tasks" ("updated_at", "id", "archived");
CREATE INDEX "tasks_by_created_by" ON "tasks" ("created_by", "archived", "id");
CREATE INDEX "tasks_by_updated_by" ON "tasks" ("updated_by", "archived", "id");
CREATE INDEX "tasks_by_subject" ON "tasks" ("subject_key", "id");
CREATE INDEX "tasks_by_subject_fold" ON "tasks" ("subject_fold");
CREATE UNIQUE INDEX "tasks_number_unique" ON "tasks" ("number") WHERE "number" <> '';
CREATE INDEX "tasks_by_number" ON "tasks" ("number_key", "id");
CREATE INDEX "tasks_by_number_fold" ON "tasks" ("number_fold");
CREATE INDEX "tasks_by_deadline" ON "tasks" ("deadline", "id", "archived");
CREATE INDEX "tasks_by_status" ON "tasks" ("status", "archived", "id");
CREATE INDEX "tasks_by_priority" ON "tasks" ("priority", "archived", "id");
CREATE INDEX "tasks_by_open" ON "tasks" ("open", "archived", "id");
CREATE INDEX "tasks_by_author" ON "tasks" ("author", "archived", "id");
CREATE INDEX "tasks_by_controller" ON "tasks" ("controller", "archived", "id");
CREATE INDEX "tasks_by_partner" ON "tasks" ("partner", "archived", "id");
CREATE INDEX "tasks_by_contact" ON "tasks" ("contact", "archived", "id");
CREATE INDEX "tasks_by_deal" ON "tasks" ("deal", "archived", "id");
CREATE INDEX "tasks_by_event" ON "tasks" ("event", "archived", "id");
CREATE INDEX "tasks_by_about" ON "tasks" ("about_register", "about_id");
CREATE INDEX "tasks_by_parent" ON "tasks" ("parent", "archived", "id");
CREATE INDEX "tasks_by_previous" ON "tasks" ("previous", "archived", "id");
CREATE INDEX "tasks_by_closed_at" ON "tasks" ("closed_at", "id", "archived");
CREATE INDEX "tasks_by_promised" ON "tasks" ("promised", "archived", "id");
CREATE INDEX "tasks_by_source" ON "tasks" ("source", "archived", "id");
CREATE INDEX "tasks_by_visit" ON "tasks" ("visit", "archived", "id");
CREATE INDEX "tasks_by_open_deadline" ON "tasks" ("open", "archived", "deadline", "id");
CREATE INDEX "tasks_by_status_deadline" ON "tasks" ("status", "archived", "deadline", "id");
CREATE INDEX "tasks_by_partner_open_deadline" ON "tasks" ("partner", "archived", "open", "deadline", "id");
CREATE INDEX "tasks_by_partner_closed_at" ON "tasks" ("partner", "archived", "closed_at", "id");
CREATE VIRTUAL TABLE "tasks_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="tasks", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "tasks_fts_insert" AFTER INSERT ON "tasks" BEGIN
    INSERT INTO "tasks_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "tasks_fts_delete" AFTER DELETE ON "tasks" BEGIN
    INSERT INTO "tasks_fts" ("tasks_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "tasks_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "tasks" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "tasks_fts" ("tasks_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "tasks_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "tasks_executors" (
    "owner" INTEGER NOT NULL REFERENCES "tasks" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "tasks_executors_by_target" ON "tasks_executors" ("target", "owner");

CREATE TABLE "tasks_checklist" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "tasks" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "text" TEXT NOT NULL DEFAULT '',
    "done" INTEGER NOT NULL DEFAULT 0,
    "done_by" INTEGER NULL REFERENCES "users" (id),
    "done_at" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "tasks_checklist_by_owner" ON "tasks_checklist" ("owner", "position");
CREATE INDEX "tasks_checklist_by_done_by" ON "tasks_checklist" ("done_by", "owner");

CREATE TABLE "tasks_handovers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "tasks" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "to" INTEGER NULL REFERENCES "users" (id),
    "by" INTEGER NULL REFERENCES "users" (id),
    "at" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "tasks_handovers_by_owner" ON "tasks_handovers" ("owner", "position");
CREATE INDEX "tasks_handovers_by_to" ON "tasks_handovers" ("to", "owner");
CREATE INDEX "tasks_handovers_by_by" ON "tasks_handovers" ("by", "owner");

CREATE TABLE "commitments" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "subject" TEXT NOT NULL DEFAULT '',
    "subject_fold" TEXT NOT NULL DEFAULT '',
    "subject_key" BLOB NOT NULL DEFAULT x'',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "kind" INTEGER NULL REFERENCES "commitment_kinds" (id),
    "side" TEXT NOT NULL DEFAULT '',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "event" INTEGER NULL REFERENCES "events" (id),
    "due" TEXT NOT NULL DEFAULT '',
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "task" INTEGER NULL REFERENCES "tasks" (id),
    "state" TEXT NOT NULL DEFAULT '',
    "produced_register" TEXT NOT NULL DEFAULT '',
    "produced_id" INTEGER NOT NULL DEFAULT 0,
    "handed_on" TEXT NOT NULL DEFAULT '',
    "fulfilled_on" TEXT NOT NULL DEFAULT '',
    "refused_by" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "moved" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "commitments_listed" ON "commitments" ("archived", "id");
CREATE INDEX "commitments_by_created_at" ON "commitments" ("created_at", "id", "archived");
CREATE INDEX "commitments_by_updated_at" ON "commitments" ("updated_at", "id", "archived");
CREATE INDEX "commitments_by_created_by" ON "commitments" ("created_by", "archived", "id");
CREATE INDEX "commitments_by_updated_by" ON "commitments" ("updated_by", "archived", "id");
CREATE INDEX "commitments_by_subject" ON "commitments" ("subject_key", "id");
CREATE INDEX "commitments_by_subject_fold" ON "commitments" ("subject_fold");
CREATE UNIQUE INDEX "commitments_number_unique" ON "commitments" ("number") WHERE "number" <> '';
CREATE INDEX "commitments_by_number" ON "commitments" ("number_key", "id");
CREATE INDEX "commitments_by_number_fold" ON "commitments" ("number_fold");
CREATE INDEX "commitments_by_kind" ON "commitments" ("kind", "archived", "id");
CREATE INDEX "commitments_by_side" ON "commitments" ("side", "archived", "id");
CREATE INDEX "commitments_by_partner" ON "commitments" ("partner", "archived", "id");
CREATE INDEX "commitments_by_contact" ON "commitments" ("contact", "archived", "id");
CREATE INDEX "commitments_by_deal" ON "commitments" ("deal", "archived", "id");
CREATE INDEX "commitments_by_event" ON "commitments" ("event", "archived", "id");
CREATE INDEX "commitments_by_due" ON "commitments" ("due", "id", "archived");
CREATE INDEX "commitments_by_responsible" ON "commitments" ("responsible", "archived", "id");
CREATE UNIQUE INDEX "commitments_task_unique" ON "commitments" ("task") WHERE "task" IS NOT NULL;
CREATE INDEX "commitments_by_task" ON "commitments" ("task", "archived", "id");
CREATE INDEX "commitments_by_state" ON "commitments" ("state", "archived", "id");
CREATE INDEX "commitments_by_fulfilled_on" ON "commitments" ("fulfilled_on", "id", "archived");
CREATE INDEX "commitments_by_responsible_state_due" ON "commitments" ("responsible", "archived", "state", "due", "id");
CREATE INDEX "commitments_by_partner_side_state" ON "commitments" ("partner", "archived", "side", "state", "id");
CREATE INDEX "commitments_by_partner_created_at" ON "commitments" ("partner", "archived", "created_at", "id");
CREATE VIRTUAL TABLE "commitments_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="commitments", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "commitments_fts_insert" AFTER INSERT ON "commitments" BEGIN
    INSERT INTO "commitments_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "commitments_fts_delete" AFTER DELETE ON "commitments" BEGIN
    INSERT INTO "commitments_fts" ("commitments_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "commitments_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "commitments" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "commitments_fts" ("commitments_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "commitments_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "claims" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "subject" TEXT NOT NULL DEFAULT '',
    "subject_fold" TEXT NOT NULL DEFAULT '',
    "subject_key" BLOB NOT NULL DEFAULT x'',
    "kind" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT '',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "received_at" INTEGER NOT NULL DEFAULT 0,
    "channel" TEXT NOT NULL DEFAULT '',
    "severity" TEXT NOT NULL DEFAULT '',
    "reason" INTEGER NULL REFERENCES "claim_reasons" (id),
    "text" TEXT NOT NULL DEFAULT '',
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "product" INTEGER NULL REFERENCES "products" (id),
    "lot" TEXT NOT NULL DEFAULT '',
    "document" TEXT NOT NULL DEFAULT '',
    "demand" TEXT NOT NULL DEFAULT '',
    "claimed_minor" INTEGER NOT NULL DEFAULT 0,
    "claimed_currency" TEXT NOT NULL DEFAULT '',
    "team" INTEGER NULL REFERENCES "teams" (id),
    "employee" INTEGER NULL REFERENCES "users" (id),
    "repeat_of" INTEGER NULL REFERENCES "claims" (id),
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "deadline" TEXT NOT NULL DEFAULT '',
    "acknowledge_by" TEXT NOT NULL DEFAULT '',
    "acknowledged_at" INTEGER NOT NULL DEFAULT 0,
    "decision" TEXT NOT NULL DEFAULT '',
    "remedy" TEXT NOT NULL DEFAULT '',
    "remedy_cost_minor" INTEGER NOT NULL DEFAULT 0,
    "remedy_cost_currency" TEXT NOT NULL DEFAULT '',
    "answer" TEXT NOT NULL DEFAULT '',
    "answered_at" INTEGER NOT NULL DEFAULT 0,
    "answered_late" INTEGER NOT NULL DEFAULT 0,
    "closed_on" TEXT NOT NULL DEFAULT '',
    "days_to_close" INTEGER NOT NULL DEFAULT 0,
    "objections" INTEGER NOT NULL DEFAULT 0,
    "objection" TEXT NOT NULL DEFAULT '',
    "satisfaction" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "claims_listed" ON "claims" ("archived", "id");
CREATE INDEX "claims_by_created_at" ON "claims" ("created_at", "id", "archived");
CREATE INDEX "claims_by_updated_at" ON "claims" ("updated_at", "id", "archived");
CREATE INDEX "claims_by_created_by" ON "claims" ("created_by", "archived", "id");
CREATE INDEX "claims_by_updated_by" ON "claims" ("updated_by", "archived", "id");
CREATE UNIQUE INDEX "claims_number_unique" ON "claims" ("number") WHERE "number" <> '';
CREATE INDEX "claims_by_number" ON "claims" ("number_key", "id");
CREATE INDEX "claims_by_number_fold" ON "claims" ("number_fold");
CREATE INDEX "claims_by_subject" ON "claims" ("subject_key", "id");
CREATE INDEX "claims_by_subject_fold" ON "claims" ("subject_fold");
CREATE INDEX "claims_by_kind" ON "claims" ("kind", "archived", "id");
CREATE INDEX "claims_by_status" ON "claims" ("status", "archived", "id");
CREATE INDEX "claims_by_partner" ON "claims" ("partner", "archived", "id");
CREATE INDEX "claims_by_contact" ON "claims" ("contact", "archived", "id");
CREATE INDEX "claims_by_received_at" ON "claims" ("received_at", "id", "archived");
CREATE INDEX "claims_by_channel" ON "claims" ("channel", "archived", "id");
CREATE INDEX "claims_by_severity" ON "claims" ("severity", "archived", "id");
CREATE INDEX "claims_by_reason" ON "claims" ("reason", "archived", "id");
CREATE INDEX "claims_by_deal" ON "claims" ("deal", "archived", "id");
CREATE INDEX "claims_by_product" ON "claims" ("product", "archived", "id");
CREATE INDEX "claims_by_team" ON "claims" ("team", "archived", "id");
CREATE INDEX "claims_by_employee" ON "claims" ("employee", "archived", "id");
CREATE INDEX "claims_by_repeat_of" ON "claims" ("repeat_of", "archived", "id");
CREATE INDEX "claims_by_responsible" ON "claims" ("responsible", "archived", "id");
CREATE INDEX "claims_by_deadline" ON "claims" ("deadline", "id", "archived");
CREATE INDEX "claims_by_acknowledge_by" ON "claims" ("acknowledge_by", "id", "archived");
CREATE INDEX "claims_by_remedy" ON "claims" ("remedy", "archived", "id");
CREATE INDEX "claims_by_answered_at" ON "claims" ("answered_at", "id", "archived");
CREATE INDEX "claims_by_answered_late" ON "claims" ("answered_late", "archived", "id");
CREATE INDEX "claims_by_closed_on" ON "claims" ("closed_on", "id", "archived");
CREATE INDEX "claims_by_days_to_close" ON "claims" ("days_to_close", "id", "archived");
CREATE INDEX "claims_by_objections" ON "claims" ("objections", "id", "archived");
CREATE INDEX "claims_by_satisfaction" ON "claims" ("satisfaction", "archived", "id");
CREATE INDEX "claims_by_status_deadline" ON "claims" ("status", "archived", "deadline", "id");
CREATE INDEX "claims_by_partner_received_at" ON "claims" ("partner", "archived", "received_at", "id");
CREATE VIRTUAL TABLE "claims_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="claims", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "claims_fts_insert" AFTER INSERT ON "claims" BEGIN
    INSERT INTO "claims_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "claims_fts_delete" AFTER DELETE ON "claims" BEGIN
    INSERT INTO "claims_fts" ("claims_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "claims_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "claims" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "claims_fts" ("claims_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "claims_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "claims_steps" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "claims" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "what" TEXT NOT NULL DEFAULT '',
    "executor" INTEGER NULL REFERENCES "users" (id),
    "due" TEXT NOT NULL DEFAULT '',
    "done_on" TEXT NOT NULL DEFAULT '',
    "result" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "claims_steps_by_owner" ON "claims_steps" ("owner", "position");
CREATE INDEX "claims_steps_by_executor" ON "claims_steps" ("executor", "owner");

CREATE TABLE "unmet_demands" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "asked_on" TEXT NOT NULL DEFAULT '',
    "who" TEXT NOT NULL DEFAULT '',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "product" INTEGER NULL REFERENCES "products" (id),
    "what" TEXT NOT NULL DEFAULT '',
    "quantity" INTEGER NOT NULL DEFAULT 0,
    "expected_minor" INTEGER NOT NULL DEFAULT 0,
    "expected_currency" TEXT NOT NULL DEFAULT '',
    "reason" INTEGER NULL REFERENCES "unmet_reasons" (id),
    "competitor" INTEGER NULL REFERENCES "partners" (id),
    "note" TEXT NOT NULL DEFAULT '',
    "lead" INTEGER NULL REFERENCES "leads" (id),
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "claim" INTEGER NULL REFERENCES "claims" (id),
    "event" INTEGER NULL REFERENCES "events" (id),
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_contact" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "unmet_demands_listed" ON "unmet_demands" ("archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_created_at" ON "unmet_demands" ("created_at", "id", "archived");
CREATE INDEX "unmet_demands_by_updated_at" ON "unmet_demands" ("updated_at", "id", "archived");
CREATE INDEX "unmet_demands_by_created_by" ON "unmet_demands" ("created_by", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_updated_by" ON "unmet_demands" ("updated_by", "archived", "asked_on", "id");
CREATE UNIQUE INDEX "unmet_demands_number_unique" ON "unmet_demands" ("number") WHERE "number" <> '';
CREATE INDEX "unmet_demands_by_number" ON "unmet_demands" ("number_key", "id");
CREATE INDEX "unmet_demands_by_number_fold" ON "unmet_demands" ("number_fold");
CREATE INDEX "unmet_demands_by_asked_on" ON "unmet_demands" ("asked_on", "id", "archived");
CREATE INDEX "unmet_demands_by_partner" ON "unmet_demands" ("partner", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_contact" ON "unmet_demands" ("contact", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_responsible" ON "unmet_demands" ("responsible", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_product" ON "unmet_demands" ("product", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_reason" ON "unmet_demands" ("reason", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_competitor" ON "unmet_demands" ("competitor", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_lead" ON "unmet_demands" ("lead", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_deal" ON "unmet_demands" ("deal", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_claim" ON "unmet_demands" ("claim", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_event" ON "unmet_demands" ("event", "archived", "asked_on", "id");
CREATE INDEX "unmet_demands_by_reason_asked_on" ON "unmet_demands" ("reason", "archived", "asked_on", "id");
CREATE VIRTUAL TABLE "unmet_demands_fts" USING fts5 ("search_open", "search_contact", "search_latin", tokenize='trigram case_sensitive 1', content="unmet_demands", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "unmet_demands_fts_insert" AFTER INSERT ON "unmet_demands" BEGIN
    INSERT INTO "unmet_demands_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "unmet_demands_fts_delete" AFTER DELETE ON "unmet_demands" BEGIN
    INSERT INTO "unmet_demands_fts" ("unmet_demands_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "unmet_demands_fts_update" AFTER UPDATE OF "search_open", "search_contact", "search_latin" ON "unmet_demands" WHEN old."search_open" <> new."search_open" OR old."search_contact" <> new."search_contact" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "unmet_demands_fts" ("unmet_demands_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
    INSERT INTO "unmet_demands_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "strategy_changes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "summary" TEXT NOT NULL DEFAULT '',
    "summary_fold" TEXT NOT NULL DEFAULT '',
    "summary_key" BLOB NOT NULL DEFAULT x'',
    "competitor" INTEGER NULL REFERENCES "partners" (id),
    "area" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT '',
    "observed_on" TEXT NOT NULL DEFAULT '',
    "effective_from" TEXT NOT NULL DEFAULT '',
    "was" TEXT NOT NULL DEFAULT '',
    "became" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT '',
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "confidence" TEXT NOT NULL DEFAULT '',
    "impact" TEXT NOT NULL DEFAULT '',
    "assessed_on" TEXT NOT NULL DEFAULT '',
    "reaction" TEXT NOT NULL DEFAULT '',
    "reacted_on" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    "closed_on" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "strategy_changes_listed" ON "strategy_changes" ("archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_created_at" ON "strategy_changes" ("created_at", "id", "archived");
CREATE INDEX "strategy_changes_by_updated_at" ON "strategy_changes" ("updated_at", "id", "archived");
CREATE INDEX "strategy_changes_by_created_by" ON "strategy_changes" ("created_by", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_updated_by" ON "strategy_changes" ("updated_by", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_summary" ON "strategy_changes" ("summary_key", "id");
CREATE INDEX "strategy_changes_by_summary_fold" ON "strategy_changes" ("summary_fold");
CREATE INDEX "strategy_changes_by_competitor" ON "strategy_changes" ("competitor", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_area" ON "strategy_changes" ("area", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_status" ON "strategy_changes" ("status", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_observed_on" ON "strategy_changes" ("observed_on", "id", "archived");
CREATE INDEX "strategy_changes_by_effective_from" ON "strategy_changes" ("effective_from", "id", "archived");
CREATE INDEX "strategy_changes_by_responsible" ON "strategy_changes" ("responsible", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_confidence" ON "strategy_changes" ("confidence", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_impact" ON "strategy_changes" ("impact", "archived", "observed_on", "id");
CREATE INDEX "strategy_changes_by_competitor_observed_on" ON "strategy_changes" ("competitor", "archived", "observed_on", "id");
CREATE VIRTUAL TABLE "strategy_changes_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="strategy_changes", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "strategy_changes_fts_insert" AFTER INSERT ON "strategy_changes" BEGIN
    INSERT INTO "strategy_changes_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "strategy_changes_fts_delete" AFTER DELETE ON "strategy_changes" BEGIN
    INSERT INTO "strategy_changes_fts" ("strategy_changes_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "strategy_changes_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "strategy_changes" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "strategy_changes_fts" ("strategy_changes_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "strategy_changes_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "strategy_changes_regions" (
    "owner" INTEGER NOT NULL REFERENCES "strategy_changes" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "regions" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "strategy_changes_regions_by_target" ON "strategy_changes_regions" ("target", "owner");

CREATE TABLE "strategy_changes_groups" (
    "owner" INTEGER NOT NULL REFERENCES "strategy_changes" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "product_groups" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "strategy_changes_groups_by_target" ON "strategy_changes_groups" ("target", "owner");

CREATE TABLE "strategy_changes_clients" (
    "owner" INTEGER NOT NULL REFERENCES "strategy_changes" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "partners" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "strategy_changes_clients_by_target" ON "strategy_changes_clients" ("target", "owner");

CREATE TABLE "processes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "code_fold" TEXT NOT NULL DEFAULT '',
    "code_key" BLOB NOT NULL DEFAULT x'',
    "position" INTEGER NOT NULL DEFAULT 0,
    "about" TEXT NOT NULL DEFAULT '',
    "kind" INTEGER NULL REFERENCES "deal_kinds" (id),
    "owner" INTEGER NULL REFERENCES "users" (id),
    "active" INTEGER NULL REFERENCES "process_versions" (id),
    "begins" TEXT NOT NULL DEFAULT '',
    "condition" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "processes_listed" ON "processes" ("archived", "position", "code_key", "id");
CREATE INDEX "processes_by_created_at" ON "processes" ("created_at", "id", "archived");
CREATE INDEX "processes_by_updated_at" ON "processes" ("updated_at", "id", "archived");
CREATE INDEX "processes_by_created_by" ON "processes" ("created_by", "archived", "position", "code_key", "id");
CREATE INDEX "processes_by_updated_by" ON "processes" ("updated_by", "archived", "position", "code_key", "id");
CREATE UNIQUE INDEX "processes_code_unique" ON "processes" ("code") WHERE "code" <> '';
CREATE INDEX "processes_by_code" ON "processes" ("code_key", "id");
CREATE INDEX "processes_by_code_fold" ON "processes" ("code_fold");
CREATE INDEX "processes_by_position" ON "processes" ("position", "id", "archived");
CREATE INDEX "processes_by_about" ON "processes" ("about", "archived", "position", "code_key", "id");
CREATE INDEX "processes_by_kind" ON "processes" ("kind", "archived", "position", "code_key", "id");
CREATE INDEX "processes_by_owner" ON "processes" ("owner", "archived", "position", "code_key", "id");
CREATE INDEX "processes_by_active" ON "processes" ("active", "archived", "position", "code_key", "id");
CREATE INDEX "processes_by_begins" ON "processes" ("begins", "archived", "position", "code_key", "id");
CREATE VIRTUAL TABLE "processes_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="processes", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "processes_fts_insert" AFTER INSERT ON "processes" BEGIN
    INSERT INTO "processes_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "processes_fts_delete" AFTER DELETE ON "processes" BEGIN
    INSERT INTO "processes_fts" ("processes_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "processes_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "processes" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "processes_fts" ("processes_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "processes_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "process_versions" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "process" INTEGER NULL REFERENCES "processes" (id),
    "number" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "process_versions_listed" ON "process_versions" ("archived", "id");
CREATE INDEX "process_versions_by_created_at" ON "process_versions" ("created_at", "id", "archived");
CREATE INDEX "process_versions_by_updated_at" ON "process_versions" ("updated_at", "id", "archived");
CREATE INDEX "process_versions_by_created_by" ON "process_versions" ("created_by", "archived", "id");
CREATE INDEX "process_versions_by_updated_by" ON "process_versions" ("updated_by", "archived", "id");
CREATE INDEX "process_versions_by_process" ON "process_versions" ("process", "archived", "id");
CREATE INDEX "process_versions_by_number" ON "process_versions" ("number", "id", "archived");
CREATE INDEX "process_versions_by_state" ON "process_versions" ("state", "archived", "id");
CREATE INDEX "process_versions_by_process_number" ON "process_versions" ("process", "archived", "number", "id");

CREATE TABLE "process_versions_nodes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "process_versions" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "key" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL DEFAULT '',
    "x" INTEGER NOT NULL DEFAULT 0,
    "y" INTEGER NOT NULL DEFAULT 0,
    "stage" INTEGER NULL REFERENCES "stages" (id),
    "executor" TEXT NOT NULL DEFAULT '',
    "user" INTEGER NULL REFERENCES "users" (id),
    "role" INTEGER NULL REFERENCES "roles" (id),
    "norm" INTEGER NOT NULL DEFAULT 0,
    "instruction" TEXT NOT NULL DEFAULT '',
    "produces" TEXT NOT NULL DEFAULT '',
    "results" TEXT NOT NULL DEFAULT '',
    "wait" TEXT NOT NULL DEFAULT '',
    "minutes" INTEGER NOT NULL DEFAULT 0,
    "field" TEXT NOT NULL DEFAULT '',
    "condition" TEXT NOT NULL DEFAULT '',
    "process" INTEGER NULL REFERENCES "processes" (id)
) STRICT;
CREATE INDEX "process_versions_nodes_by_owner" ON "process_versions_nodes" ("owner", "position");
CREATE INDEX "process_versions_nodes_by_stage" ON "process_versions_nodes" ("stage", "owner");
CREATE INDEX "process_versions_nodes_by_user" ON "process_versions_nodes" ("user", "owner");
CREATE INDEX "process_versions_nodes_by_role" ON "process_versions_nodes" ("role", "owner");
CREATE INDEX "process_versions_nodes_by_process" ON "process_versions_nodes" ("process", "owner");

CREATE TABLE "process_versions_flows" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "process_versions" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "from" TEXT NOT NULL DEFAULT '',
    "to" TEXT NOT NULL DEFAULT '',
    "result" TEXT NOT NULL DEFAULT '',
    "condition" TEXT NOT NULL DEFAULT '',
    "otherwise" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "process_versions_flows_by_owner" ON "process_versions_flows" ("owner", "position");

CREATE TABLE "process_versions_papers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "process_versions" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "node" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL DEFAULT '',
    "file" INTEGER NULL REFERENCES "attachments" (id)
) STRICT;
CREATE INDEX "process_versions_papers_by_owner" ON "process_versions_papers" ("owner", "position");
CREATE INDEX "process_versions_papers_by_file" ON "process_versions_papers" ("file", "owner");

CREATE TABLE "process_runs" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "process" INTEGER NULL REFERENCES "processes" (id),
    "edition" INTEGER NULL REFERENCES "process_versions" (id),
    "about_register" TEXT NOT NULL DEFAULT '',
    "about_id" INTEGER NOT NULL DEFAULT 0,
    "deal" INTEGER NULL REFERENCES "deals" (id),
    "state" TEXT NOT NULL DEFAULT '',
    "began" INTEGER NOT NULL DEFAULT 0,
    "ended" INTEGER NOT NULL DEFAULT 0,
    "by" INTEGER NULL REFERENCES "users" (id),
    "parent" INTEGER NULL REFERENCES "process_visits" (id),
    "trouble" TEXT NOT NULL DEFAULT '',
    "steps" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "process_runs_listed" ON "process_runs" ("archived", "id");
CREATE INDEX "process_runs_by_created_at" ON "process_runs" ("created_at", "id", "archived");
CREATE INDEX "process_runs_by_updated_at" ON "process_runs" ("updated_at", "id", "archived");
CREATE INDEX "process_runs_by_created_by" ON "process_runs" ("created_by", "archived", "id");
CREATE INDEX "process_runs_by_updated_by" ON "process_runs" ("updated_by", "archived", "id");
CREATE INDEX "process_runs_by_process" ON "process_runs" ("process", "archived", "id");
CREATE INDEX "process_runs_by_edition" ON "process_runs" ("edition", "archived", "id");
CREATE INDEX "process_runs_by_deal" ON "process_runs" ("deal", "archived", "id");
CREATE INDEX "process_runs_by_state" ON "process_runs" ("state", "archived", "id");
CREATE INDEX "process_runs_by_began" ON "process_runs" ("began", "id", "archived");
CREATE INDEX "process_runs_by_ended" ON "process_runs" ("ended", "id", "archived");
CREATE INDEX "process_runs_by_by" ON "process_runs" ("by", "archived", "id");
CREATE INDEX "process_runs_by_parent" ON "process_runs" ("parent", "archived", "id");
CREATE INDEX "process_runs_by_about_state" ON "process_runs" ("about_id", "about_register", "archived", "state", "id");
CREATE INDEX "process_runs_by_process_state_began" ON "process_runs" ("process", "archived", "state", "began", "id");

CREATE TABLE "process_visits" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "run" INTEGER NULL REFERENCES "process_runs" (id),
    "about_register" TEXT NOT NULL DEFAULT '',
    "about_id" INTEGER NOT NULL DEFAULT 0,
    "process" INTEGER NULL REFERENCES "processes" (id),
    "edition" INTEGER NULL REFERENCES "process_versions" (id),
    "name" TEXT NOT NULL DEFAULT '',
    "node" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL DEFAULT '',
    "stage" INTEGER NULL REFERENCES "stages" (id),
    "branch" INTEGER NULL REFERENCES "process_visits" (id),
    "task" INTEGER NULL REFERENCES "tasks" (id),
    "executor" INTEGER NULL REFERENCES "users" (id),
    "entered" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "finished" INTEGER NOT NULL DEFAULT 0,
    "due" INTEGER NOT NULL DEFAULT 0,
    "norm" INTEGER NOT NULL DEFAULT 0,
    "overdue" INTEGER NOT NULL DEFAULT 0,
    "result" TEXT NOT NULL DEFAULT '',
    "turn" INTEGER NOT NULL DEFAULT 0,
    "open" INTEGER NOT NULL DEFAULT 0,
    "told" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "process_visits_listed" ON "process_visits" ("archived", "id");
CREATE INDEX "process_visits_by_created_at" ON "process_visits" ("created_at", "id", "archived");
CREATE INDEX "process_visits_by_updated_at" ON "process_visits" ("updated_at", "id", "archived");
CREATE INDEX "process_visits_by_created_by" ON "process_visits" ("created_by", "archived", "id");
CREATE INDEX "process_visits_by_updated_by" ON "process_visits" ("updated_by", "archived", "id");
CREATE INDEX "process_visits_by_run" ON "process_visits" ("run", "archived", "id");
CREATE INDEX "process_visits_by_process" ON "process_visits" ("process", "archived", "id");
CREATE INDEX "process_visits_by_edition" ON "process_visits" ("edition", "archived", "id");
CREATE INDEX "process_visits_by_stage" ON "process_visits" ("stage", "archived", "id");
CREATE INDEX "process_visits_by_branch" ON "process_visits" ("branch", "archived", "id");
CREATE INDEX "process_visits_by_task" ON "process_visits" ("task", "archived", "id");
CREATE INDEX "process_visits_by_executor" ON "process_visits" ("executor", "archived", "id");
CREATE INDEX "process_visits_by_entered" ON "process_visits" ("entered", "id", "archived");
CREATE INDEX "process_visits_by_finished" ON "process_visits" ("finished", "id", "archived");
CREATE INDEX "process_visits_by_due" ON "process_visits" ("due", "id", "archived");
CREATE INDEX "process_visits_by_overdue" ON "process_visits" ("overdue", "id", "archived");
CREATE INDEX "process_visits_by_open" ON "process_visits" ("open", "archived", "id");
CREATE INDEX "process_visits_by_run_entered" ON "process_visits" ("run", "archived", "entered", "id");
CREATE INDEX "process_visits_by_process_open_due" ON "process_visits" ("process", "archived", "open", "due", "id");
CREATE INDEX "process_visits_by_process_node_entered" ON "process_visits" ("process", "archived", "node", "entered", "id");

CREATE TABLE "consents" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "purpose" INTEGER NULL REFERENCES "processing_purposes" (id),
    "channel" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT '',
    "given_at" INTEGER NOT NULL DEFAULT 0,
    "way" TEXT NOT NULL DEFAULT '',
    "valid_till" TEXT NOT NULL DEFAULT '',
    "registered_by" INTEGER NULL REFERENCES "users" (id),
    "language" TEXT NOT NULL DEFAULT '',
    "edition" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL DEFAULT '',
    "proof_hash" TEXT NOT NULL DEFAULT '',
    "proof_name" TEXT NOT NULL DEFAULT '',
    "proof_type" TEXT NOT NULL DEFAULT '',
    "proof_size" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT NOT NULL DEFAULT '',
    "ended_at" INTEGER NOT NULL DEFAULT 0,
    "end_way" TEXT NOT NULL DEFAULT '',
    "end_note" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "consents_listed" ON "consents" ("archived", "id");
CREATE INDEX "consents_by_created_at" ON "consents" ("created_at", "id", "archived");
CREATE INDEX "consents_by_updated_at" ON "consents" ("updated_at", "id", "archived");
CREATE INDEX "consents_by_created_by" ON "consents" ("created_by", "archived", "id");
CREATE INDEX "consents_by_updated_by" ON "consents" ("updated_by", "archived", "id");
CREATE INDEX "consents_by_contact" ON "consents" ("contact", "archived", "id");
CREATE INDEX "consents_by_purpose" ON "consents" ("purpose", "archived", "id");
CREATE INDEX "consents_by_channel" ON "consents" ("channel", "archived", "id");
CREATE INDEX "consents_by_state" ON "consents" ("state", "archived", "id");
CREATE INDEX "consents_by_given_at" ON "consents" ("given_at", "id", "archived");
CREATE INDEX "consents_by_way" ON "consents" ("way", "archived", "id");
CREATE INDEX "consents_by_valid_till" ON "consents" ("valid_till", "id", "archived");
CREATE INDEX "consents_by_registered_by" ON "consents" ("registered_by", "archived", "id");
CREATE INDEX "consents_by_ended_at" ON "consents" ("ended_at", "id", "archived");
CREATE INDEX "consents_by_contact_state" ON "consents" ("contact", "archived", "state", "id");

CREATE TABLE "data_requests" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "kind" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT '',
    "applicant" TEXT NOT NULL DEFAULT '',
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "received_at" INTEGER NOT NULL DEFAULT 0,
    "channel" TEXT NOT NULL DEFAULT '',
    "scope" TEXT NOT NULL DEFAULT '',
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "deadline" TEXT NOT NULL DEFAULT '',
    "warn_on" TEXT NOT NULL DEFAULT '',
    "extended_on" TEXT NOT NULL DEFAULT '',
    "extension" TEXT NOT NULL DEFAULT '',
    "identified" TEXT NOT NULL DEFAULT '',
    "identified_on" TEXT NOT NULL DEFAULT '',
    "decision" TEXT NOT NULL DEFAULT '',
    "reasons" TEXT NOT NULL DEFAULT '',
    "answer" TEXT NOT NULL DEFAULT '',
    "answered_at" INTEGER NOT NULL DEFAULT 0,
    "late" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_contact" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "data_requests_listed" ON "data_requests" ("archived", "id");
CREATE INDEX "data_requests_by_created_at" ON "data_requests" ("created_at", "id", "archived");
CREATE INDEX "data_requests_by_updated_at" ON "data_requests" ("updated_at", "id", "archived");
CREATE INDEX "data_requests_by_created_by" ON "data_requests" ("created_by", "archived", "id");
CREATE INDEX "data_requests_by_updated_by" ON "data_requests" ("updated_by", "archived", "id");
CREATE UNIQUE INDEX "data_requests_number_unique" ON "data_requests" ("number") WHERE "number" <> '';
CREATE INDEX "data_requests_by_number" ON "data_requests" ("number_key", "id");
CREATE INDEX "data_requests_by_number_fold" ON "data_requests" ("number_fold");
CREATE INDEX "data_requests_by_kind" ON "data_requests" ("kind", "archived", "id");
CREATE INDEX "data_requests_by_status" ON "data_requests" ("status", "archived", "id");
CREATE INDEX "data_requests_by_contact" ON "data_requests" ("contact", "archived", "id");
CREATE INDEX "data_requests_by_partner" ON "data_requests" ("partner", "archived", "id");
CREATE INDEX "data_requests_by_received_at" ON "data_requests" ("received_at", "id", "archived");
CREATE INDEX "data_requests_by_channel" ON "data_requests" ("channel", "archived", "id");
CREATE INDEX "data_requests_by_responsible" ON "data_requests" ("responsible", "archived", "id");
CREATE INDEX "data_requests_by_deadline" ON "data_requests" ("deadline", "id", "archived");
CREATE INDEX "data_requests_by_warn_on" ON "data_requests" ("warn_on", "id", "archived");
CREATE INDEX "data_requests_by_identified" ON "data_requests" ("identified", "archived", "id");
CREATE INDEX "data_requests_by_decision" ON "data_requests" ("decision", "archived", "id");
CREATE INDEX "data_requests_by_answered_at" ON "data_requests" ("answered_at", "id", "archived");
CREATE INDEX "data_requests_by_late" ON "data_requests" ("late", "archived", "id");
CREATE INDEX "data_requests_by_status_deadline" ON "data_requests" ("status", "archived", "deadline", "id");
CREATE INDEX "data_requests_by_status_warn_on" ON "data_requests" ("status", "archived", "warn_on", "id");
CREATE VIRTUAL TABLE "data_requests_fts" USING fts5 ("search_open", "search_contact", "search_latin", tokenize='trigram case_sensitive 1', content="data_requests", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "data_requests_fts_insert" AFTER INSERT ON "data_requests" BEGIN
    INSERT INTO "data_requests_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "data_requests_fts_delete" AFTER DELETE ON "data_requests" BEGIN
    INSERT INTO "data_requests_fts" ("data_requests_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "data_requests_fts_update" AFTER UPDATE OF "search_open", "search_contact", "search_latin" ON "data_requests" WHEN old."search_open" <> new."search_open" OR old."search_contact" <> new."search_contact" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "data_requests_fts" ("data_requests_fts", rowid, "search_open", "search_contact", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_contact", old."search_latin");
    INSERT INTO "data_requests_fts" (rowid, "search_open", "search_contact", "search_latin") VALUES (new.id, new."search_open", new."search_contact", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "erasures" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "who_register" TEXT NOT NULL DEFAULT '',
    "who_id" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT '',
    "ground" TEXT NOT NULL DEFAULT '',
    "request" INTEGER NULL REFERENCES "data_requests" (id),
    "reason" TEXT NOT NULL DEFAULT '',
    "asked_by" INTEGER NULL REFERENCES "users" (id),
    "asked_at" INTEGER NOT NULL DEFAULT 0,
    "confirmed_by" INTEGER NULL REFERENCES "users" (id),
    "confirmed_at" INTEGER NOT NULL DEFAULT 0,
    "refusal" TEXT NOT NULL DEFAULT '',
    "done_at" INTEGER NOT NULL DEFAULT 0,
    "pseudonym" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "erasures_listed" ON "erasures" ("archived", "id");
CREATE INDEX "erasures_by_created_at" ON "erasures" ("created_at", "id", "archived");
CREATE INDEX "erasures_by_updated_at" ON "erasures" ("updated_at", "id", "archived");
CREATE INDEX "erasures_by_created_by" ON "erasures" ("created_by", "archived", "id");
CREATE INDEX "erasures_by_updated_by" ON "erasures" ("updated_by", "archived", "id");
CREATE UNIQUE INDEX "erasures_number_unique" ON "erasures" ("number") WHERE "number" <> '';
CREATE INDEX "erasures_by_number" ON "erasures" ("number_key", "id");
CREATE INDEX "erasures_by_number_fold" ON "erasures" ("number_fold");
CREATE INDEX "erasures_by_state" ON "erasures" ("state", "archived", "id");
CREATE INDEX "erasures_by_ground" ON "erasures" ("ground", "archived", "id");
CREATE INDEX "erasures_by_request" ON "erasures" ("request", "archived", "id");
CREATE INDEX "erasures_by_asked_by" ON "erasures" ("asked_by", "archived", "id");
CREATE INDEX "erasures_by_asked_at" ON "erasures" ("asked_at", "id", "archived");
CREATE INDEX "erasures_by_confirmed_by" ON "erasures" ("confirmed_by", "archived", "id");
CREATE INDEX "erasures_by_done_at" ON "erasures" ("done_at", "id", "archived");
CREATE INDEX "erasures_by_state_asked_at" ON "erasures" ("state", "archived", "asked_at", "id");
CREATE VIRTUAL TABLE "erasures_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="erasures", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "erasures_fts_insert" AFTER INSERT ON "erasures" BEGIN
    INSERT INTO "erasures_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "erasures_fts_delete" AFTER DELETE ON "erasures" BEGIN
    INSERT INTO "erasures_fts" ("erasures_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "erasures_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "erasures" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "erasures_fts" ("erasures_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "erasures_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "erasures_report" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "erasures" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "register" TEXT NOT NULL DEFAULT '',
    "count" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "erasures_report_by_owner" ON "erasures_report" ("owner", "position");

CREATE TABLE "erasures_kept" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "erasures" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "register" TEXT NOT NULL DEFAULT '',
    "count" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "erasures_kept_by_owner" ON "erasures_kept" ("owner", "position");

CREATE TABLE "erasures_chosen" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "erasures" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "register" TEXT NOT NULL DEFAULT '',
    "record" INTEGER NOT NULL DEFAULT 0,
    "keep" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "erasures_chosen_by_owner" ON "erasures_chosen" ("owner", "position");

CREATE TABLE "erasures_files" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "erasures" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "erasures_files_by_owner" ON "erasures_files" ("owner", "position");

CREATE TABLE "retentions" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "who_register" TEXT NOT NULL DEFAULT '',
    "who_id" INTEGER NOT NULL DEFAULT 0,
    "rule" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT '',
    "noticed_on" TEXT NOT NULL DEFAULT '',
    "act_on" TEXT NOT NULL DEFAULT '',
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "reason" TEXT NOT NULL DEFAULT '',
    "held_by" INTEGER NULL REFERENCES "users" (id),
    "held_at" INTEGER NOT NULL DEFAULT 0,
    "held_till" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "retentions_listed" ON "retentions" ("archived", "id");
CREATE INDEX "retentions_by_created_at" ON "retentions" ("created_at", "id", "archived");
CREATE INDEX "retentions_by_updated_at" ON "retentions" ("updated_at", "id", "archived");
CREATE INDEX "retentions_by_created_by" ON "retentions" ("created_by", "archived", "id");
CREATE INDEX "retentions_by_updated_by" ON "retentions" ("updated_by", "archived", "id");
CREATE INDEX "retentions_by_who" ON "retentions" ("who_register", "who_id");
CREATE INDEX "retentions_by_rule" ON "retentions" ("rule", "archived", "id");
CREATE INDEX "retentions_by_state" ON "retentions" ("state", "archived", "id");
CREATE INDEX "retentions_by_noticed_on" ON "retentions" ("noticed_on", "id", "archived");
CREATE INDEX "retentions_by_act_on" ON "retentions" ("act_on", "id", "archived");
CREATE INDEX "retentions_by_responsible" ON "retentions" ("responsible", "archived", "id");
CREATE INDEX "retentions_by_held_by" ON "retentions" ("held_by", "archived", "id");
CREATE INDEX "retentions_by_held_till" ON "retentions" ("held_till", "id", "archived");
CREATE INDEX "retentions_by_state_act_on" ON "retentions" ("state", "archived", "act_on", "id");

CREATE TABLE "inventory_units" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "kind" INTEGER NULL REFERENCES "inventory_kinds" (id),
    "status" TEXT NOT NULL DEFAULT '',
    "condition" TEXT NOT NULL DEFAULT '',
    "bought_on" TEXT NOT NULL DEFAULT '',
    "cost_minor" INTEGER NOT NULL DEFAULT 0,
    "cost_currency" TEXT NOT NULL DEFAULT '',
    "life_months" INTEGER NOT NULL DEFAULT 0,
    "serial" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "placement" INTEGER NULL REFERENCES "placements" (id),
    "placed_on" TEXT NOT NULL DEFAULT '',
    "return_by" TEXT NOT NULL DEFAULT '',
    "checked_on" TEXT NOT NULL DEFAULT '',
    "check_by" TEXT NOT NULL DEFAULT '',
    "gone_on" TEXT NOT NULL DEFAULT '',
    "gone_reason" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "inventory_units_listed" ON "inventory_units" ("archived", "number_key", "id", "number_fold");
CREATE INDEX "inventory_units_by_created_at" ON "inventory_units" ("created_at", "id", "archived");
CREATE INDEX "inventory_units_by_updated_at" ON "inventory_units" ("updated_at", "id", "archived");
CREATE INDEX "inventory_units_by_created_by" ON "inventory_units" ("created_by", "archived", "number_key", "id");
CREATE INDEX "inventory_units_by_updated_by" ON "inventory_units" ("updated_by", "archived", "number_key", "id");
CREATE UNIQUE INDEX "inventory_units_number_unique" ON "inventory_units" ("number") WHERE "number" <> '';
CREATE INDEX "inventory_units_by_number" ON "inventory_units" ("number_key", "id");
CREATE INDEX "inventory_units_by_number_fold" ON "inventory_units" ("number_fold");
CREATE INDEX "inventory_units_by_name" ON "inventory_units" ("name_key", "id");
CREATE INDEX "inventory_units_by_name_fold" ON "inventory_units" ("name_fold");
CREATE INDEX "inventory_units_by_kind" ON "inventory_units" ("kind", "archived", "number_key", "id");
CREATE INDEX "inventory_units_by_status" ON "inventory_units" ("status", "archived", "number_key", "id");
CREATE INDEX "inventory_units_by_condition" ON "inventory_units" ("condition", "archived", "number_key", "id");
CREATE INDEX "inventory_units_by_bought_on" ON "inventory_units" ("bought_on", "id", "archived");
CREATE INDEX "inventory_units_by_partner" ON "inventory_units" ("partner", "archived", "number_key", "id");
CREATE INDEX "inventory_units_by_placement" ON "inventory_units" ("placement", "archived", "number_key", "id");
CREATE INDEX "inventory_units_by_placed_on" ON "inventory_units" ("placed_on", "id", "archived");
CREATE INDEX "inventory_units_by_return_by" ON "inventory_units" ("return_by", "id", "archived");
CREATE INDEX "inventory_units_by_checked_on" ON "inventory_units" ("checked_on", "id", "archived");
CREATE INDEX "inventory_units_by_check_by" ON "inventory_units" ("check_by", "id", "archived");
CREATE INDEX "inventory_units_by_gone_on" ON "inventory_units" ("gone_on", "id", "archived");
CREATE INDEX "inventory_units_by_status_check_by" ON "inventory_units" ("status", "archived", "check_by", "id");
CREATE VIRTUAL TABLE "inventory_units_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="inventory_units", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "inventory_units_fts_insert" AFTER INSERT ON "inventory_units" BEGIN
    INSERT INTO "inventory_units_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "inventory_units_fts_delete" AFTER DELETE ON "inventory_units" BEGIN
    INSERT INTO "inventory_units_fts" ("inventory_units_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "inventory_units_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "inventory_units" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "inventory_units_fts" ("inventory_units_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "inventory_units_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "placements" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "number" TEXT NOT NULL DEFAULT '',
    "number_fold" TEXT NOT NULL DEFAULT '',
    "number_key" BLOB NOT NULL DEFAULT x'',
    "unit" INTEGER NULL REFERENCES "inventory_units" (id),
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "contact" INTEGER NULL REFERENCES "contacts" (id),
    "placed_on" TEXT NOT NULL DEFAULT '',
    "condition" TEXT NOT NULL DEFAULT '',
    "return_by" TEXT NOT NULL DEFAULT '',
    "responsible" INTEGER NULL REFERENCES "users" (id),
    "contract" TEXT NOT NULL DEFAULT '',
    "deposit_minor" INTEGER NOT NULL DEFAULT 0,
    "deposit_currency" TEXT NOT NULL DEFAULT '',
    "promised_minor" INTEGER NOT NULL DEFAULT 0,
    "promised_currency" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "ended_on" TEXT NOT NULL DEFAULT '',
    "end" TEXT NOT NULL DEFAULT '',
    "end_condition" TEXT NOT NULL DEFAULT '',
    "end_note" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "placements_listed" ON "placements" ("archived", "id");
CREATE INDEX "placements_by_created_at" ON "placements" ("created_at", "id", "archived");
CREATE INDEX "placements_by_updated_at" ON "placements" ("updated_at", "id", "archived");
CREATE INDEX "placements_by_created_by" ON "placements" ("created_by", "archived", "id");
CREATE INDEX "placements_by_updated_by" ON "placements" ("updated_by", "archived", "id");
CREATE UNIQUE INDEX "placements_number_unique" ON "placements" ("number") WHERE "number" <> '';
CREATE INDEX "placements_by_number" ON "placements" ("number_key", "id");
CREATE INDEX "placements_by_number_fold" ON "placements" ("number_fold");
CREATE INDEX "placements_by_unit" ON "placements" ("unit", "archived", "id");
CREATE INDEX "placements_by_partner" ON "placements" ("partner", "archived", "id");
CREATE INDEX "placements_by_contact" ON "placements" ("contact", "archived", "id");
CREATE INDEX "placements_by_placed_on" ON "placements" ("placed_on", "id", "archived");
CREATE INDEX "placements_by_return_by" ON "placements" ("return_by", "id", "archived");
CREATE INDEX "placements_by_responsible" ON "placements" ("responsible", "archived", "id");
CREATE INDEX "placements_by_ended_on" ON "placements" ("ended_on", "id", "archived");
CREATE INDEX "placements_by_end" ON "placements" ("end", "archived", "id");
CREATE INDEX "placements_by_partner_placed_on" ON "placements" ("partner", "archived", "placed_on", "id");
CREATE VIRTUAL TABLE "placements_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="placements", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "placements_fts_insert" AFTER INSERT ON "placements" BEGIN
    INSERT INTO "placements_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "placements_fts_delete" AFTER DELETE ON "placements" BEGIN
    INSERT INTO "placements_fts" ("placements_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "placements_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "placements" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "placements_fts" ("placements_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "placements_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "inventory_checks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "checked_on" TEXT NOT NULL DEFAULT '',
    "unit" INTEGER NULL REFERENCES "inventory_units" (id),
    "partner" INTEGER NULL REFERENCES "partners" (id),
    "placement" INTEGER NULL REFERENCES "placements" (id),
    "by" INTEGER NULL REFERENCES "users" (id),
    "found" INTEGER NOT NULL DEFAULT 0,
    "condition" TEXT NOT NULL DEFAULT '',
    "contents" INTEGER NOT NULL DEFAULT 0,
    "photo_hash" TEXT NOT NULL DEFAULT '',
    "photo_name" TEXT NOT NULL DEFAULT '',
    "photo_type" TEXT NOT NULL DEFAULT '',
    "photo_size" INTEGER NOT NULL DEFAULT 0,
    "remark" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "inventory_checks_listed" ON "inventory_checks" ("archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_created_at" ON "inventory_checks" ("created_at", "id", "archived");
CREATE INDEX "inventory_checks_by_updated_at" ON "inventory_checks" ("updated_at", "id", "archived");
CREATE INDEX "inventory_checks_by_created_by" ON "inventory_checks" ("created_by", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_updated_by" ON "inventory_checks" ("updated_by", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_checked_on" ON "inventory_checks" ("checked_on", "id", "archived");
CREATE INDEX "inventory_checks_by_unit" ON "inventory_checks" ("unit", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_partner" ON "inventory_checks" ("partner", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_placement" ON "inventory_checks" ("placement", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_by" ON "inventory_checks" ("by", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_found" ON "inventory_checks" ("found", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_condition" ON "inventory_checks" ("condition", "archived", "checked_on", "id");
CREATE INDEX "inventory_checks_by_partner_checked_on" ON "inventory_checks" ("partner", "archived", "checked_on", "id");
CREATE VIRTUAL TABLE "inventory_checks_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="inventory_checks", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "inventory_checks_fts_insert" AFTER INSERT ON "inventory_checks" BEGIN
    INSERT INTO "inventory_checks_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "inventory_checks_fts_delete" AFTER DELETE ON "inventory_checks" BEGIN
    INSERT INTO "inventory_checks_fts" ("inventory_checks_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "inventory_checks_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "inventory_checks" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "inventory_checks_fts" ("inventory_checks_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "inventory_checks_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "comments" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "about_register" TEXT NOT NULL DEFAULT '',
    "about_id" INTEGER NOT NULL DEFAULT 0,
    "text" TEXT NOT NULL DEFAULT '',
    "author" INTEGER NULL REFERENCES "users" (id),
    "edited_at" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "comments_listed" ON "comments" ("archived", "id");
CREATE INDEX "comments_by_created_at" ON "comments" ("created_at", "id", "archived");
CREATE INDEX "comments_by_updated_at" ON "comments" ("updated_at", "id", "archived");
CREATE INDEX "comments_by_created_by" ON "comments" ("created_by", "archived", "id");
CREATE INDEX "comments_by_updated_by" ON "comments" ("updated_by", "archived", "id");
CREATE INDEX "comments_by_author" ON "comments" ("author", "archived", "id");
CREATE INDEX "comments_by_about_created_at" ON "comments" ("about_id", "about_register", "archived", "created_at", "id");
CREATE VIRTUAL TABLE "comments_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="comments", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "comments_fts_insert" AFTER INSERT ON "comments" BEGIN
    INSERT INTO "comments_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "comments_fts_delete" AFTER DELETE ON "comments" BEGIN
    INSERT INTO "comments_fts" ("comments_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "comments_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "comments" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "comments_fts" ("comments_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "comments_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "comments_mentions" (
    "owner" INTEGER NOT NULL REFERENCES "comments" (id) ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "users" (id),
    "position" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner", "target")
) STRICT, WITHOUT ROWID;
CREATE INDEX "comments_mentions_by_target" ON "comments_mentions" ("target", "owner");

CREATE TABLE "attachments" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "description" TEXT NOT NULL DEFAULT '',
    "about_register" TEXT NOT NULL DEFAULT '',
    "about_id" INTEGER NOT NULL DEFAULT 0,
    "file_hash" TEXT NOT NULL DEFAULT '',
    "file_name" TEXT NOT NULL DEFAULT '',
    "file_type" TEXT NOT NULL DEFAULT '',
    "file_size" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL DEFAULT '',
    "author" INTEGER NULL REFERENCES "users" (id),
    "edition" INTEGER NOT NULL DEFAULT 0,
    "previous" INTEGER NULL REFERENCES "attachments" (id),
    "current" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "attachments_listed" ON "attachments" ("archived", "id");
CREATE INDEX "attachments_by_created_at" ON "attachments" ("created_at", "id", "archived");
CREATE INDEX "attachments_by_updated_at" ON "attachments" ("updated_at", "id", "archived");
CREATE INDEX "attachments_by_created_by" ON "attachments" ("created_by", "archived", "id");
CREATE INDEX "attachments_by_updated_by" ON "attachments" ("updated_by", "archived", "id");
CREATE INDEX "attachments_by_kind" ON "attachments" ("kind", "archived", "id");
CREATE INDEX "attachments_by_author" ON "attachments" ("author", "archived", "id");
CREATE INDEX "attachments_by_previous" ON "attachments" ("previous", "archived", "id");
CREATE INDEX "attachments_by_current" ON "attachments" ("current", "archived", "id");
CREATE INDEX "attachments_by_about_created_at" ON "attachments" ("about_id", "about_register", "archived", "created_at", "id");
CREATE VIRTUAL TABLE "attachments_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="attachments", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "attachments_fts_insert" AFTER INSERT ON "attachments" BEGIN
    INSERT INTO "attachments_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "attachments_fts_delete" AFTER DELETE ON "attachments" BEGIN
    INSERT INTO "attachments_fts" ("attachments_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "attachments_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "attachments" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "attachments_fts" ("attachments_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "attachments_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "reminders" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "about_register" TEXT NOT NULL DEFAULT '',
    "about_id" INTEGER NOT NULL DEFAULT 0,
    "user" INTEGER NULL REFERENCES "users" (id),
    "at" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT '',
    "fired_at" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "reminders_listed" ON "reminders" ("archived", "id");
CREATE INDEX "reminders_by_created_at" ON "reminders" ("created_at", "id", "archived");
CREATE INDEX "reminders_by_updated_at" ON "reminders" ("updated_at", "id", "archived");
CREATE INDEX "reminders_by_created_by" ON "reminders" ("created_by", "archived", "id");
CREATE INDEX "reminders_by_updated_by" ON "reminders" ("updated_by", "archived", "id");
CREATE INDEX "reminders_by_about" ON "reminders" ("about_register", "about_id");
CREATE INDEX "reminders_by_user" ON "reminders" ("user", "archived", "id");
CREATE INDEX "reminders_by_at" ON "reminders" ("at", "id", "archived");
CREATE INDEX "reminders_by_state" ON "reminders" ("state", "archived", "id");
CREATE INDEX "reminders_by_state_at" ON "reminders" ("state", "archived", "at", "id");
CREATE INDEX "reminders_by_user_state_at" ON "reminders" ("user", "archived", "state", "at", "id");

CREATE TABLE "notifications" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "user" INTEGER NULL REFERENCES "users" (id),
    "kind" TEXT NOT NULL DEFAULT '',
    "about_register" TEXT NOT NULL DEFAULT '',
    "about_id" INTEGER NOT NULL DEFAULT 0,
    "by" INTEGER NULL REFERENCES "users" (id),
    "at" INTEGER NOT NULL DEFAULT 0,
    "read_at" INTEGER NOT NULL DEFAULT 0,
    "page" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "notifications_listed" ON "notifications" ("archived", "id");
CREATE INDEX "notifications_by_created_at" ON "notifications" ("created_at", "id", "archived");
CREATE INDEX "notifications_by_updated_at" ON "notifications" ("updated_at", "id", "archived");
CREATE INDEX "notifications_by_created_by" ON "notifications" ("created_by", "archived", "id");
CREATE INDEX "notifications_by_updated_by" ON "notifications" ("updated_by", "archived", "id");
CREATE INDEX "notifications_by_user" ON "notifications" ("user", "archived", "id");
CREATE INDEX "notifications_by_kind" ON "notifications" ("kind", "archived", "id");
CREATE INDEX "notifications_by_about" ON "notifications" ("about_register", "about_id");
CREATE INDEX "notifications_by_by" ON "notifications" ("by", "archived", "id");
CREATE INDEX "notifications_by_at" ON "notifications" ("at", "id", "archived");
CREATE INDEX "notifications_by_read_at" ON "notifications" ("read_at", "id", "archived");
CREATE INDEX "notifications_by_user_read_at_at" ON "notifications" ("user", "archived", "read_at", "at", "id");
CREATE INDEX "notifications_by_user_at" ON "notifications" ("user", "archived", "at", "id");

CREATE TABLE "merges" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "stay_register" TEXT NOT NULL DEFAULT '',
    "stay_id" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT '',
    "by" INTEGER NULL REFERENCES "users" (id),
    "trouble" TEXT NOT NULL DEFAULT '',
    "token" TEXT NOT NULL DEFAULT '',
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "merges_listed" ON "merges" ("archived", "id");
CREATE INDEX "merges_by_created_at" ON "merges" ("created_at", "id", "archived");
CREATE INDEX "merges_by_updated_at" ON "merges" ("updated_at", "id", "archived");
CREATE INDEX "merges_by_created_by" ON "merges" ("created_by", "archived", "id");
CREATE INDEX "merges_by_updated_by" ON "merges" ("updated_by", "archived", "id");
CREATE INDEX "merges_by_name" ON "merges" ("name_key", "id");
CREATE INDEX "merges_by_name_fold" ON "merges" ("name_fold");
CREATE INDEX "merges_by_state" ON "merges" ("state", "archived", "id");
CREATE INDEX "merges_by_by" ON "merges" ("by", "archived", "id");
CREATE VIRTUAL TABLE "merges_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="merges", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "merges_fts_insert" AFTER INSERT ON "merges" BEGIN
    INSERT INTO "merges_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "merges_fts_delete" AFTER DELETE ON "merges" BEGIN
    INSERT INTO "merges_fts" ("merges_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "merges_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "merges" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "merges_fts" ("merges_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "merges_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "merges_gone" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "merges" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "name" TEXT NOT NULL DEFAULT '',
    "code" TEXT NOT NULL DEFAULT '',
    "record" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "merges_gone_by_owner" ON "merges_gone" ("owner", "position");

CREATE TABLE "merges_moved" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "merges" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "register" TEXT NOT NULL DEFAULT '',
    "count" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "merges_moved_by_owner" ON "merges_moved" ("owner", "position");

CREATE TABLE "merges_taken" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "merges" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "field" TEXT NOT NULL DEFAULT '',
    "from" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "merges_taken_by_owner" ON "merges_taken" ("owner", "position");

CREATE TABLE "saved_views" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "register" TEXT NOT NULL DEFAULT '',
    "register_fold" TEXT NOT NULL DEFAULT '',
    "register_key" BLOB NOT NULL DEFAULT x'',
    "filter" TEXT NOT NULL DEFAULT '',
    "order" TEXT NOT NULL DEFAULT '',
    "owner" INTEGER NULL REFERENCES "users" (id),
    "team" INTEGER NULL REFERENCES "teams" (id),
    "everybody" INTEGER NOT NULL DEFAULT 0,
    "pinned" INTEGER NOT NULL DEFAULT 0,
    "position" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "saved_views_listed" ON "saved_views" ("archived", "position", "name_key", "id");
CREATE INDEX "saved_views_by_created_at" ON "saved_views" ("created_at", "id", "archived");
CREATE INDEX "saved_views_by_updated_at" ON "saved_views" ("updated_at", "id", "archived");
CREATE INDEX "saved_views_by_created_by" ON "saved_views" ("created_by", "archived", "position", "name_key", "id");
CREATE INDEX "saved_views_by_updated_by" ON "saved_views" ("updated_by", "archived", "position", "name_key", "id");
CREATE INDEX "saved_views_by_name" ON "saved_views" ("name_key", "id");
CREATE INDEX "saved_views_by_name_fold" ON "saved_views" ("name_fold");
CREATE INDEX "saved_views_by_register" ON "saved_views" ("register_key", "id");
CREATE INDEX "saved_views_by_register_fold" ON "saved_views" ("register_fold");
CREATE INDEX "saved_views_by_owner" ON "saved_views" ("owner", "archived", "position", "name_key", "id");
CREATE INDEX "saved_views_by_team" ON "saved_views" ("team", "archived", "position", "name_key", "id");
CREATE INDEX "saved_views_by_everybody" ON "saved_views" ("everybody", "archived", "position", "name_key", "id");
CREATE INDEX "saved_views_by_pinned" ON "saved_views" ("pinned", "archived", "position", "name_key", "id");
CREATE INDEX "saved_views_by_position" ON "saved_views" ("position", "id", "archived");

CREATE TABLE "saved_views_columns" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "saved_views" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "field" TEXT NOT NULL DEFAULT '',
    "width" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "saved_views_columns_by_owner" ON "saved_views_columns" ("owner", "position");

CREATE TABLE "custom_fields" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "labels_uk" TEXT NOT NULL DEFAULT '',
    "labels_ru" TEXT NOT NULL DEFAULT '',
    "labels_bg" TEXT NOT NULL DEFAULT '',
    "labels_en" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "register" TEXT NOT NULL DEFAULT '',
    "register_fold" TEXT NOT NULL DEFAULT '',
    "register_key" BLOB NOT NULL DEFAULT x'',
    "kind" TEXT NOT NULL DEFAULT '',
    "class" TEXT NOT NULL DEFAULT '',
    "target" TEXT NOT NULL DEFAULT '',
    "section" TEXT NOT NULL DEFAULT '',
    "position" INTEGER NOT NULL DEFAULT 0,
    "required" INTEGER NOT NULL DEFAULT 0,
    "searchable" INTEGER NOT NULL DEFAULT 0,
    "filterable" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "custom_fields_listed" ON "custom_fields" ("archived", "position", "name_key", "id");
CREATE INDEX "custom_fields_by_created_at" ON "custom_fields" ("created_at", "id", "archived");
CREATE INDEX "custom_fields_by_updated_at" ON "custom_fields" ("updated_at", "id", "archived");
CREATE INDEX "custom_fields_by_created_by" ON "custom_fields" ("created_by", "archived", "position", "name_key", "id");
CREATE INDEX "custom_fields_by_updated_by" ON "custom_fields" ("updated_by", "archived", "position", "name_key", "id");
CREATE INDEX "custom_fields_by_name" ON "custom_fields" ("name_key", "id");
CREATE INDEX "custom_fields_by_name_fold" ON "custom_fields" ("name_fold");
CREATE INDEX "custom_fields_by_register" ON "custom_fields" ("register_key", "id");
CREATE INDEX "custom_fields_by_register_fold" ON "custom_fields" ("register_fold");
CREATE INDEX "custom_fields_by_position" ON "custom_fields" ("position", "id", "archived");
CREATE VIRTUAL TABLE "custom_fields_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="custom_fields", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "custom_fields_fts_insert" AFTER INSERT ON "custom_fields" BEGIN
    INSERT INTO "custom_fields_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "custom_fields_fts_delete" AFTER DELETE ON "custom_fields" BEGIN
    INSERT INTO "custom_fields_fts" ("custom_fields_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "custom_fields_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "custom_fields" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "custom_fields_fts" ("custom_fields_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "custom_fields_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "custom_fields_choices" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "owner" INTEGER NOT NULL REFERENCES "custom_fields" (id) ON DELETE CASCADE,
    "position" INTEGER NOT NULL DEFAULT 0,
    "code" TEXT NOT NULL DEFAULT '',
    "names_uk" TEXT NOT NULL DEFAULT '',
    "names_ru" TEXT NOT NULL DEFAULT '',
    "names_bg" TEXT NOT NULL DEFAULT '',
    "names_en" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "custom_fields_choices_by_owner" ON "custom_fields_choices" ("owner", "position");

CREATE TABLE "mappings" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "register" TEXT NOT NULL DEFAULT '',
    "register_fold" TEXT NOT NULL DEFAULT '',
    "register_key" BLOB NOT NULL DEFAULT x'',
    "body" TEXT NOT NULL DEFAULT '',
    "owner" INTEGER NULL REFERENCES "users" (id),
    "everybody" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "mappings_listed" ON "mappings" ("archived", "name_key", "id", "name_fold");
CREATE INDEX "mappings_by_created_at" ON "mappings" ("created_at", "id", "archived");
CREATE INDEX "mappings_by_updated_at" ON "mappings" ("updated_at", "id", "archived");
CREATE INDEX "mappings_by_created_by" ON "mappings" ("created_by", "archived", "name_key", "id");
CREATE INDEX "mappings_by_updated_by" ON "mappings" ("updated_by", "archived", "name_key", "id");
CREATE INDEX "mappings_by_name" ON "mappings" ("name_key", "id");
CREATE INDEX "mappings_by_name_fold" ON "mappings" ("name_fold");
CREATE INDEX "mappings_by_register" ON "mappings" ("register_key", "id");
CREATE INDEX "mappings_by_register_fold" ON "mappings" ("register_fold");
CREATE INDEX "mappings_by_owner" ON "mappings" ("owner", "archived", "name_key", "id");
CREATE VIRTUAL TABLE "mappings_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="mappings", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "mappings_fts_insert" AFTER INSERT ON "mappings" BEGIN
    INSERT INTO "mappings_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "mappings_fts_delete" AFTER DELETE ON "mappings" BEGIN
    INSERT INTO "mappings_fts" ("mappings_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "mappings_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "mappings" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "mappings_fts" ("mappings_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "mappings_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd

CREATE TABLE "imports" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" INTEGER NOT NULL DEFAULT 0,
    "created_by" INTEGER NULL,
    "updated_at" INTEGER NOT NULL DEFAULT 0,
    "updated_by" INTEGER NULL,
    "archived" INTEGER NOT NULL DEFAULT 0,
    "custom" TEXT NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL DEFAULT '',
    "name_fold" TEXT NOT NULL DEFAULT '',
    "name_key" BLOB NOT NULL DEFAULT x'',
    "register" TEXT NOT NULL DEFAULT '',
    "register_fold" TEXT NOT NULL DEFAULT '',
    "register_key" BLOB NOT NULL DEFAULT x'',
    "state" TEXT NOT NULL DEFAULT '',
    "file_hash" TEXT NOT NULL DEFAULT '',
    "file_name" TEXT NOT NULL DEFAULT '',
    "file_type" TEXT NOT NULL DEFAULT '',
    "file_size" INTEGER NOT NULL DEFAULT 0,
    "body" TEXT NOT NULL DEFAULT '',
    "owner" INTEGER NULL REFERENCES "users" (id),
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "no_offers" INTEGER NOT NULL DEFAULT 0,
    "rejects_hash" TEXT NOT NULL DEFAULT '',
    "rejects_name" TEXT NOT NULL DEFAULT '',
    "rejects_type" TEXT NOT NULL DEFAULT '',
    "rejects_size" INTEGER NOT NULL DEFAULT 0,
    "trouble" TEXT NOT NULL DEFAULT '',
    "started_at" INTEGER NOT NULL DEFAULT 0,
    "ended_at" INTEGER NOT NULL DEFAULT 0,
    "search_open" TEXT NOT NULL DEFAULT '',
    "search_latin" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "imports_listed" ON "imports" ("archived", "id");
CREATE INDEX "imports_by_created_at" ON "imports" ("created_at", "id", "archived");
CREATE INDEX "imports_by_updated_at" ON "imports" ("updated_at", "id", "archived");
CREATE INDEX "imports_by_created_by" ON "imports" ("created_by", "archived", "id");
CREATE INDEX "imports_by_updated_by" ON "imports" ("updated_by", "archived", "id");
CREATE INDEX "imports_by_name" ON "imports" ("name_key", "id");
CREATE INDEX "imports_by_name_fold" ON "imports" ("name_fold");
CREATE INDEX "imports_by_register" ON "imports" ("register_key", "id");
CREATE INDEX "imports_by_register_fold" ON "imports" ("register_fold");
CREATE INDEX "imports_by_state" ON "imports" ("state", "archived", "id");
CREATE INDEX "imports_by_owner" ON "imports" ("owner", "archived", "id");
CREATE VIRTUAL TABLE "imports_fts" USING fts5 ("search_open", "search_latin", tokenize='trigram case_sensitive 1', content="imports", content_rowid='id');
-- +goose StatementBegin
CREATE TRIGGER "imports_fts_insert" AFTER INSERT ON "imports" BEGIN
    INSERT INTO "imports_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "imports_fts_delete" AFTER DELETE ON "imports" BEGIN
    INSERT INTO "imports_fts" ("imports_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER "imports_fts_update" AFTER UPDATE OF "search_open", "search_latin" ON "imports" WHEN old."search_open" <> new."search_open" OR old."search_latin" <> new."search_latin" BEGIN
    INSERT INTO "imports_fts" ("imports_fts", rowid, "search_open", "search_latin") VALUES ('delete', old.id, old."search_open", old."search_latin");
    INSERT INTO "imports_fts" (rowid, "search_open", "search_latin") VALUES (new.id, new."search_open", new."search_latin");
END;
-- +goose StatementEnd
