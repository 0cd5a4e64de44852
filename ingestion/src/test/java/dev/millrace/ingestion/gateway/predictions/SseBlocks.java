package dev.millrace.ingestion.gateway.predictions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads server-sent events as the standard says a client does. */
public final class SseBlocks {

  /**
   * One block.
   *
   * @param event its type; empty where it is no event
   * @param id as it was sent
   * @param data of an event
   */
  public record Block(Optional<String> event, String id, String data) {}

  private final StringBuilder open = new StringBuilder();
  private final List<Block> blocks = new ArrayList<>();

  /** Takes a piece of the stream. */
  public void add(String piece) {
    open.append(piece);
    for (int end = open.indexOf("\n\n"); end >= 0; end = open.indexOf("\n\n")) {
      blocks.add(block(open.substring(0, end)));
      open.delete(0, end + 2);
    }
  }

  /** All blocks that came whole. */
  public List<Block> all() {
    return List.copyOf(blocks);
  }

  /** Those with an event. */
  public List<Block> events() {
    return blocks.stream().filter(block -> block.event().isPresent()).toList();
  }

  private static Block block(String text) {
    Optional<String> event = Optional.empty();
    String id = "";
    String data = "";
    for (String line : text.split("\n", -1)) {
      int colon = line.indexOf(": ");
      String value = line.substring(colon + 2);
      switch (line.substring(0, Math.max(0, colon))) {
        case "event" -> event = Optional.of(value);
        case "id" -> id = value;
        case "data" -> data = value;
        case "retry", "" -> {}
        default -> throw new AssertionError("no field of an event: " + line);
      }
    }
    return new Block(event, id, data);
  }
}
