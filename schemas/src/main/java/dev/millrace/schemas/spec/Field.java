package dev.millrace.schemas.spec;

/**
 * One field of the spec: the reader and the reference are both made of these.
 *
 * @param <T> what it is read as
 * @param key its name within its section
 * @param kind what its value has to be
 * @param presence what its absence means
 * @param meaning for the reference, one or two sentences
 */
record Field<T>(String key, Kind<T> kind, Presence presence, String meaning) {

  /** What the absence of a field means. */
  sealed interface Presence {

    /** It is a problem. */
    record Required() implements Presence {}

    /** There is no value. */
    record Optional() implements Presence {}

    /**
     * It is as if this had been written.
     *
     * @param yaml of the value
     */
    record Default(String yaml) implements Presence {}
  }

  static <T> Field<T> required(String key, Kind<T> kind, String meaning) {
    return new Field<>(key, kind, new Presence.Required(), meaning);
  }

  static <T> Field<T> optional(String key, Kind<T> kind, String meaning) {
    return new Field<>(key, kind, new Presence.Optional(), meaning);
  }

  static <T> Field<T> byDefault(String key, Kind<T> kind, String yaml, String meaning) {
    return new Field<>(key, kind, new Presence.Default(yaml), meaning);
  }
}
