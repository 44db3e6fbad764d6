import { Button, Input, InputNumber, Select, Switch } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./PoliciesPage.module.css";
import type { Schema, Value } from "./policyApi";

interface Props {
  label: string;
  schema: Schema;
  defs: Record<string, Schema>;
  value: Value;
  readOnly: boolean;
  onChange: (value: Value) => void;
}

export function resolve(schema: Schema, defs: Record<string, Schema>): Schema {
  return schema.$ref === undefined ? schema : (defs[schema.$ref.split("/").at(-1) ?? ""] ?? schema);
}

/** The word for a value or a field of a policy; itself where there is none. */
export function useWord(): (kind: "field" | "value", name: string) => string {
  const { t, i18n } = useTranslation();
  return (kind, name) => {
    const key = `policy.${kind}.${name}`;
    return i18n.exists(key, { ns: "console" }) ? t(key as "policy.title") : name;
  };
}

/** One field of a policy's form, whatever its schema says it is. */
export function PolicyField({ label, schema: given, defs, value, readOnly, onChange }: Props) {
  const word = useWord();
  const schema = resolve(given, defs);
  const common = { "aria-label": label, disabled: readOnly };
  if (schema.enum !== undefined) {
    return (
      <Select
        {...common}
        value={value as string}
        onChange={onChange}
        options={schema.enum.map((name) => ({ value: name, label: word("value", name) }))}
      />
    );
  }
  if (schema.type === "integer" || schema.type === "number") {
    return (
      <InputNumber<number>
        {...common}
        value={value as number}
        {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
        {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
        {...(schema.type === "integer" ? { precision: 0 } : { step: 0.1 })}
        onChange={(next) => next !== null && onChange(next)}
      />
    );
  }
  if (schema.type === "boolean") {
    return (
      <span>
        <Switch {...common} checked={value as boolean} onChange={onChange} />
      </span>
    );
  }
  if (schema.type === "array") {
    return <ListField {...{ label, schema, defs, value, readOnly, onChange }} />;
  }
  if (schema.type === "object") {
    return <GroupField {...{ label, schema, defs, value, readOnly, onChange }} />;
  }
  return (schema.maxLength ?? 0) > 400 ? (
    <Input.TextArea
      {...common}
      value={value as string}
      autoSize={{ minRows: 6, maxRows: 24 }}
      onChange={(event) => onChange(event.target.value)}
    />
  ) : (
    <Input {...common} value={value as string} onChange={(event) => onChange(event.target.value)} />
  );
}

/** Fields with names of their own: those of the schema, or the keys that are there. */
function GroupField({ schema, defs, value, readOnly, onChange }: Props) {
  const word = useWord();
  const entries = value as Record<string, Value>;
  const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return (
    <div className={styles.group}>
      {Object.entries(entries).map(([name, item]) => (
        <div key={name} className={styles.field}>
          <span className={styles.soft}>{word("value", name)}</span>
          <PolicyField
            label={word("value", name)}
            schema={schema.properties?.[name] ?? other}
            defs={defs}
            value={item}
            readOnly={readOnly}
            onChange={(next) => onChange({ ...entries, [name]: next })}
          />
        </div>
      ))}
    </div>
  );
}

/** Words or numbers as tags; rows of several fields one below the other. */
function ListField({ label, schema, defs, value, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const items = value as Value[];
  const item = resolve(schema.items ?? {}, defs);
  const set = (index: number, next: Value) => onChange(items.map((old, at) => (at === index ? next : old)));
  if (item.enum !== undefined)
    return <ChoicesField {...{ label, schema: item, defs, value, readOnly, onChange }} />;
  const isNumber = item.type === "integer" || item.type === "number";
  if (item.properties === undefined && item.prefixItems === undefined) {
    return (
      <Select
        mode="tags"
        aria-label={label}
        disabled={readOnly}
        open={false}
        suffixIcon={null}
        value={items.map(String)}
        onChange={(next: string[]) =>
          onChange(isNumber ? next.map(Number).filter((number) => !Number.isNaN(number)) : next)
        }
      />
    );
  }
  if (item.prefixItems !== undefined) {
    const columns = item.prefixItems;
    return (
      <div className={styles.rows}>
        {items.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
          <div key={index} className={styles.row}>
            {columns.map((column, at) => (
              <PolicyField
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                key={at}
                label={`${label} ${index + 1}`}
                schema={column}
                defs={defs}
                value={(row as Value[])[at] ?? 0}
                readOnly={readOnly}
                onChange={(next) =>
                  set(
                    index,
                    (row as Value[]).map((old, i) => (i === at ? next : old)),
                  )
                }
              />
            ))}
            {!readOnly && items.length > 1 && (
              <Button
                type="text"
                icon={<X size={15} aria-hidden="true" />}
                aria-label={t("policy.remove")}
                onClick={() => onChange(items.filter((_, at) => at !== index))}
              />
            )}
          </div>
        ))}
        {!readOnly && (
          <Button
            icon={<Plus size={15} aria-hidden="true" />}
            onClick={() => onChange([...items, columns.map(() => 0)])}
          >
            {t("policy.add")}
          </Button>
        )}
      </div>
    );
  }
  return <RowsField {...{ label, schema: item, defs, value, readOnly, onChange }} />;
}

/** Some of a few fixed values. */
function ChoicesField({ label, schema, value, readOnly, onChange }: Props) {
  const word = useWord();
  return (
    <Select
      mode="multiple"
      aria-label={label}
      disabled={readOnly}
      value={value as string[]}
      onChange={onChange}
      options={(schema.enum ?? []).map((name) => ({ value: name, label: word("value", name) }))}
    />
  );
}

/** A row of fields each. Rows that are named by fixed values stay as many as they are; others come and go. */
function RowsField({ schema, defs, value, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const items = value as Record<string, Value>[];
  const fields = Object.entries(schema.properties ?? {});
  const names = fields
    .filter(([, field]) => resolve(field, defs).enum !== undefined)
    .map(([name]) => name)
    .slice(0, 2);
  const isFixed = names.length > 0;
  const set = (index: number, name: string, next: Value) =>
    onChange(items.map((row, at) => (at === index ? { ...row, [name]: next } : row)));
  return (
    <div className={styles.rows}>
      {items.map((row, index) => (
        <div key={isFixed ? names.map((name) => row[name]).join(" ") : index} className={styles.row}>
          {isFixed && (
            <span className={styles.fixed}>
              {names.map((name) => word("value", String(row[name]))).join(" · ")}
            </span>
          )}
          {fields
            .filter(([name]) => !names.includes(name))
            .map(([name, field]) => (
              <span key={name} className={isFixed ? undefined : styles.part}>
                {!isFixed && <span className={styles.soft}>{word("field", name)}</span>}
                <PolicyField
                  label={word("field", name)}
                  schema={field}
                  defs={defs}
                  value={row[name] ?? null}
                  readOnly={readOnly}
                  onChange={(next) => set(index, name, next)}
                />
              </span>
            ))}
          {!isFixed && !readOnly && (
            <Button
              type="text"
              icon={<X size={15} aria-hidden="true" />}
              aria-label={t("policy.remove")}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            />
          )}
        </div>
      ))}
      {!isFixed && !readOnly && (
        <Button
          icon={<Plus size={15} aria-hidden="true" />}
          onClick={() =>
            onChange([
              ...items,
              Object.fromEntries(fields.map(([name, field]) => [name, blank(resolve(field, defs))])),
            ])
          }
        >
          {t("policy.add")}
        </Button>
      )}
    </div>
  );
}

/** What a new row holds until somebody fills it in. */
function blank(schema: Schema): Value {
  if (schema.type === "array") return [];
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 0;
  return "";
}
