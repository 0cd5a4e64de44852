package dev.millrace.local.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A setting that holds for all subjects but those that have their own.
 *
 * @param <T> its values
 */
final class PerSubject<T> {

  private final T preset;
  private final Map<String, T> own = new HashMap<>();
  private Optional<T> global = Optional.empty();

  /** Makes a setting that has a value before anybody set one. */
  PerSubject(T preset) {
    this.preset = preset;
  }

  T global() {
    return global.orElse(preset);
  }

  Optional<T> own(String subject) {
    return Optional.ofNullable(own.get(subject));
  }

  T of(String subject) {
    return own(subject).orElse(global());
  }

  /** Sets or unsets it, for one subject or for all. */
  void set(Optional<String> subject, Optional<T> value) {
    if (subject.isEmpty()) {
      global = value;
    } else if (value.isEmpty()) {
      own.remove(subject.get());
    } else {
      own.put(subject.get(), value.get());
    }
  }
}
