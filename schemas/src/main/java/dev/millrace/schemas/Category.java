package dev.millrace.schemas;

/** Who has to act on a {@link Cause}. */
public enum Category {
  /** The producer: the event or the spec is wrong. */
  BAD_INPUT,
  /** Nobody: a rule of the owner was applied. */
  POLICY,
  /** Nobody yet: the endpoint asked for less. */
  THROTTLED,
  /** The owner of a system outside: it failed or answered nonsense. */
  EXTERNAL,
  /** The developers of Millrace. */
  INTERNAL
}
