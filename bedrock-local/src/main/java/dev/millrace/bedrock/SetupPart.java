package dev.millrace.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.settings.Durations;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One part of the setup file.
 *
 * <p><i>Failure</i>: every problem is told, and a value that has one is empty.
 *
 * @param where names of the members that lead to it
 * @param problems told what is wrong, and where
 */
record SetupPart(String where, JsonNode json, Consumer<String> problems) {

  boolean has(String member) {
    return json.has(member);
  }

  SetupPart part(String member) {
    String path = where.isEmpty() ? member : where + "." + member;
    return new SetupPart(path, json.path(member), problems);
  }

  /** The members of this one, by name. */
  Stream<Map.Entry<String, SetupPart>> parts() {
    return json.properties().stream().map(entry -> Map.entry(entry.getKey(), part(entry.getKey())));
  }

  /** The elements of this one. */
  Stream<SetupPart> elements() {
    if (!json.isArray()) {
      problem("is not a list");
    }
    return Stream.iterate(0, i -> i < json.size(), i -> i + 1)
        .map(i -> new SetupPart(where + "[" + i + "]", json.path(i), problems));
  }

  /** Tells of members that have no effect. */
  void knows(Set<String> members) {
    if (!json.isObject()) {
      problem("is not an object");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!members.contains(name)) {
                problem(
                    "has an unknown member "
                        + name
                        + ", expected one of "
                        + members.stream().sorted().toList());
              }
            });
  }

  /** This one as a text; empty where it is none. */
  String text() {
    if (!json.isTextual()) {
      problem("is not a text");
    }
    return json.asText();
  }

  /** This one as a number with or without a fraction; empty where it is absent, or none. */
  Optional<Double> number() {
    return valid(json.isNumber(), "is not a number", json::asDouble);
  }

  /** This one as a whole number; empty where it is absent, or none. */
  Optional<Long> integer() {
    return valid(
        json.isIntegralNumber() && json.canConvertToLong(), "is not a whole number", json::asLong);
  }

  /** This one as a whole number that an int holds; empty where it is absent, or none. */
  Optional<Integer> smallInteger() {
    return valid(
        json.isIntegralNumber() && json.canConvertToInt(),
        "is not a whole number below 2^31",
        json::asInt);
  }

  /** This one as a duration; empty where it is absent, or none. */
  Optional<Duration> duration() {
    Optional<Duration> parsed = Durations.parse(json.asText());
    return valid(
        json.isTextual() && parsed.isPresent(),
        "is not a duration such as 20ms, 10s or 5m",
        parsed::orElseThrow);
  }

  /** What is made of parts; empty, and told, where it cannot be so. */
  <T> Optional<T> made(Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException e) {
      problem("cannot be so: " + e.getMessage());
      return Optional.empty();
    }
  }

  void problem(String what) {
    problems.accept((where.isEmpty() ? "the file" : where) + " " + what);
  }

  private <T> Optional<T> valid(boolean isValid, String otherwise, Supplier<T> value) {
    if (json.isMissingNode()) {
      return Optional.empty();
    }
    if (!isValid) {
      problem(otherwise);
      return Optional.empty();
    }
    return Optional.of(value.get());
  }
}
