package dev.millrace.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.console.LetterWords.UnknownWordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an operator sends: one JSON object with members that are known, or nothing.
 *
 * @param members an object
 */
record OrderBody(JsonNode members) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int MOST_PARTITIONS = 10_000;
  private static final Pattern PARTITION = Pattern.compile("0|[1-9]\\d{0,5}");

  /**
   * Reads a body.
   *
   * @param known names of members
   * @throws UnknownWordException where it is something else, with a sentence for who sent it
   */
  static OrderBody read(byte[] body, Set<String> known) throws UnknownWordException {
    JsonNode json = json(body);
    if (!json.isObject()) {
      throw new UnknownWordException("the body is not one JSON object");
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      if (!known.contains(names.next())) {
        throw new UnknownWordException(
            "the body has a member that is unknown here: known are "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
    return new OrderBody(json);
  }

  boolean has(String name) {
    return members.has(name);
  }

  Optional<String> text(String name) throws UnknownWordException {
    JsonNode member = members.path(name);
    if (member.isMissingNode() || member.isNull()) {
      return Optional.empty();
    }
    if (!member.isTextual()) {
      throw new UnknownWordException(name + " is no text");
    }
    return Optional.of(member.asText());
  }

  boolean flag(String name) throws UnknownWordException {
    JsonNode member = members.path(name);
    if (!member.isMissingNode() && !member.isBoolean()) {
      throw new UnknownWordException(name + " is neither true nor false");
    }
    return member.asBoolean(false);
  }

  Optional<Integer> number(String name, int least, int most) throws UnknownWordException {
    JsonNode member = members.path(name);
    if (member.isMissingNode() || member.isNull()) {
      return Optional.empty();
    }
    if (!member.canConvertToInt()
        || !member.isIntegralNumber()
        || member.asInt() < least
        || member.asInt() > most) {
      throw new UnknownWordException(name + " is no whole number from " + least + " to " + most);
    }
    return Optional.of(member.asInt());
  }

  /** Offsets by partition. */
  Optional<Map<Integer, Long>> offsets(String name) throws UnknownWordException {
    JsonNode member = members.path(name);
    if (member.isMissingNode() || member.isNull()) {
      return Optional.empty();
    }
    Map<Integer, Long> offsets = new HashMap<>();
    if (member.isObject() && member.size() <= MOST_PARTITIONS) {
      for (Map.Entry<String, JsonNode> one : member.properties()) {
        JsonNode offset = one.getValue();
        if (PARTITION.matcher(one.getKey()).matches()
            && offset.isIntegralNumber()
            && offset.canConvertToLong()
            && offset.asLong() >= 0) {
          offsets.put(Integer.valueOf(one.getKey()), offset.asLong());
        }
      }
    }
    if (!member.isObject() || offsets.size() != member.size()) {
      throw new UnknownWordException(
          name + " is no object of offsets by partition, as the answer to a dry run has it");
    }
    return Optional.of(offsets);
  }

  List<String> texts(String name, int most) throws UnknownWordException {
    JsonNode member = members.path(name);
    if (member.isMissingNode()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (member.isArray() && member.size() <= most) {
      for (JsonNode one : member) {
        if (one.isTextual()) {
          texts.add(one.asText());
        }
      }
    }
    if (!member.isArray() || texts.size() != member.size()) {
      throw new UnknownWordException(name + " is no array of at most " + most + " texts");
    }
    return texts;
  }

  private static JsonNode json(byte[] body) throws UnknownWordException {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new UnknownWordException("the body is no JSON");
    } catch (IOException e) {
      throw new UnknownWordException("the body cannot be read");
    }
  }
}
