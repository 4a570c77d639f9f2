/** Why what was typed into a field is refused; nothing where it is not. The field names it by `aria-describedby`. */
export function FieldError({ id, error }: { readonly id: string; readonly error: string | null }) {
  return error ? (
    <p id={id} className="field-error" role="alert">
      {error}
    </p>
  ) : null;
}
