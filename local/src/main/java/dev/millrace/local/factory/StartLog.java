package dev.millrace.local.factory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/**
 * Remembers each start and each clean stop of a factory, and so how often it was killed.
 *
 * @param file JSON lines; a last line that was cut off is passed over
 */
public record StartLog(Path file) {

  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * Notes a start.
   *
   * @param inFlight calls that a kill of this run may lose
   */
  public void started(Instant at, int inFlight) {
    append(line("start", at).put("inFlight", inFlight));
  }

  /** Notes a clean stop. */
  public void stopped(Instant at) {
    append(line("stop", at));
  }

  /** Calls that all unclean stops so far may have lost, at most. */
  public long lostLimit() {
    if (!Files.exists(file)) {
      return 0;
    }
    long limit = 0;
    long open = 0;
    for (String text : lines()) {
      JsonNode line = parsed(text);
      if (line.path("event").asText().equals("start")) {
        limit += open;
        open = line.path("inFlight").asLong();
      } else if (line.path("event").asText().equals("stop")) {
        open = 0;
      }
    }
    return limit;
  }

  private static ObjectNode line(String event, Instant at) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", event)
        .put("at", at.toString())
        .put("pid", ProcessHandle.current().pid());
  }

  private void append(ObjectNode line) {
    try {
      // The break comes first as well: a line that a kill cut off does not spoil the next one.
      String separator = Files.exists(file) && !Files.readString(file).endsWith("\n") ? "\n" : "";
      Files.writeString(
          file, separator + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new FactoryException(
          "the file " + file + " cannot be written: " + DataFolder.reason(e), e);
    }
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new FactoryException(
          "the file " + file + " cannot be read: " + DataFolder.reason(e), e);
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }
}
