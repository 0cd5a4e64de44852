package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The members of a structure that a caller sends, held against the bounds of the service model.
 *
 * <p><i>Failure</i>: a ValidationException in the words of AWS's own check.
 *
 * @param where names of the members that lead to it
 */
public record Members(JsonNode json, String where) {

  /** Of one resource. */
  public static final int MAX_TAGS = 50;

  /** No member of a service model is longer; what is would only wear a pattern out. */
  private static final int MAX_CHARACTERS = 2048;

  private static final Pattern TAG_KEY = Pattern.compile("[a-zA-Z0-9\\s._:/=+@-]{1,128}");
  private static final Pattern TAG_VALUE = Pattern.compile("[a-zA-Z0-9\\s._:/=+@-]{0,256}");

  /** Of the body of a call. */
  public static Members of(JsonNode body) {
    return new Members(body, "");
  }

  /** A structure that has to be there. */
  public Members structure(String name) {
    JsonNode value = present(name);
    if (!value.isObject()) {
      throw serialization();
    }
    return new Members(value, path(name));
  }

  /** A list of structures that has to be there; it may be empty. */
  public List<Members> structures(String name) {
    JsonNode list = present(name);
    List<Members> structures = new ArrayList<>();
    for (JsonNode structure : list) {
      structures.add(new Members(structure, path(name) + ".member"));
    }
    if (!list.isArray() || structures.stream().anyMatch(one -> !one.json().isObject())) {
      throw serialization();
    }
    return structures;
  }

  /** A text that has to be there. */
  public String text(String name, Pattern pattern) {
    present(name);
    return optionalText(name, pattern).orElseThrow(Members::serialization);
  }

  /** A text that may be absent. */
  public Optional<String> optionalText(String name, Pattern pattern) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw serialization();
    }
    if (value.asText().length() > MAX_CHARACTERS) {
      throw AwsError.validation(
          "1 validation error detected: Value at '"
              + path(name)
              + "' failed to satisfy constraint: Member must have length less than or equal to "
              + MAX_CHARACTERS);
    }
    if (!pattern.matcher(value.asText()).matches()) {
      throw AwsError.constraint(
          path(name), value.asText(), "Member must satisfy regular expression pattern: " + pattern);
    }
    return Optional.of(value.asText());
  }

  /** A whole number within bounds, both inclusive; empty where it is absent. */
  public Optional<Integer> optionalInteger(String name, int min, int max) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isInt()) {
      throw serialization();
    }
    if (value.asInt() < min || value.asInt() > max) {
      throw AwsError.constraint(
          path(name),
          value.asText(),
          value.asInt() < min
              ? "Member must have value greater than or equal to " + min
              : "Member must have value less than or equal to " + max);
    }
    return Optional.of(value.asInt());
  }

  /** Tags by key; none where they are absent. */
  public Map<String, String> tags(String name) {
    Map<String, String> tags = new TreeMap<>();
    for (JsonNode tag : json.path(name)) {
      Members members = new Members(tag, path(name) + ".member");
      String key = members.text("key", TAG_KEY);
      if (tags.put(key, members.text("value", TAG_VALUE)) != null) {
        throw AwsError.validation("The tag key " + key + " is given twice.");
      }
    }
    if (tags.size() > MAX_TAGS) {
      throw AwsError.tooManyTags();
    }
    return tags;
  }

  /** A list of texts, at least one. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : present(name)) {
      if (!text.isTextual()) {
        throw serialization();
      }
      texts.add(text.asText());
    }
    return texts;
  }

  private JsonNode present(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw AwsError.validation(
          "1 validation error detected: Value at '"
              + path(name)
              + "' failed to satisfy constraint: Member must not be null");
    }
    return value;
  }

  private String path(String name) {
    return where.isEmpty() ? name : where + "." + name;
  }

  private static AwsError serialization() {
    return new AwsError(
        400, "SerializationException", "A member of the request is not of its modelled type");
  }
}
