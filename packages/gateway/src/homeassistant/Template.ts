/**
 * The templates by which Home Assistant picks figures out of a state document. A template that gives `None` makes the
 * entity unknown, so what is `null` in the document has to come out as `None`, and nothing may be done to it before.
 * Five forms are enough. Reference: integrations.md 4.1.
 */

/** How a figure becomes the state of an entity. */
export type Form =
  /** As it is. */
  | { readonly _tag: "Plain" }
  /** Divided, and rounded to so many digits: another unit. */
  | { readonly _tag: "Divided"; readonly by: number; readonly digits: number }
  /** As it is where it is one of these, else unknown: an option that Home Assistant does not know is an error there. */
  | { readonly _tag: "OneOf"; readonly options: ReadonlyArray<string> }
  /** As it is where it is between these, else unknown: a number out of its range is an error there. */
  | { readonly _tag: "Between"; readonly least: number; readonly most: number }
  /** `OFF` where it is the text `off`, else `ON`: a lamp that blinks is on. */
  | { readonly _tag: "Lit" }

/** As it is. */
export const plain: Form = { _tag: "Plain" }

/** Whether a lamp is on or blinks. */
export const lit: Form = { _tag: "Lit" }

/** The template for the value at keys joined by points. */
export const text = (path: string, form: Form): string => {
  const value = `value_json.${path}`
  switch (form._tag) {
    case "Plain":
      return `{{ ${value} }}`
    case "Divided":
      return `{{ None if ${value} is none else (${value} / ${form.by}) | round(${form.digits}) }}`
    case "OneOf":
      return `{{ ${value} if ${value} in [${form.options.map((option) => `'${option}'`).join(", ")}] else None }}`
    case "Between":
      return `{{ ${value} if ${value} is not none and ${form.least} <= ${value} <= ${form.most} else None }}`
    case "Lit":
      return `{{ None if ${value} is none else 'OFF' if ${value} == 'off' else 'ON' }}`
  }
}
