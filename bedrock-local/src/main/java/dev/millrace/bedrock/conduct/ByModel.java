package dev.millrace.bedrock.conduct;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * What is said of models by their ids.
 *
 * @param byPrefix the longest key decides that an id begins with, or that it holds behind a dot, as
 *     behind the region of a cross-region profile, or behind a slash, as in the ARN of a custom
 *     model; the empty key is all models
 */
public record ByModel<T>(Map<String, T> byPrefix) {

  public ByModel {
    byPrefix = Map.copyOf(byPrefix);
  }

  /** What is said of this model. */
  public Optional<T> find(String modelId) {
    return byPrefix.entrySet().stream()
        .filter(
            entry ->
                modelId.startsWith(entry.getKey())
                    || modelId.contains("." + entry.getKey())
                    || modelId.contains("/" + entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  /** The same keys with other values, made of key and value. */
  <R> ByModel<R> map(BiFunction<String, T, R> change) {
    Map<String, R> changed = new TreeMap<>();
    byPrefix.forEach((key, value) -> changed.put(key, change.apply(key, value)));
    return new ByModel<>(changed);
  }
}
