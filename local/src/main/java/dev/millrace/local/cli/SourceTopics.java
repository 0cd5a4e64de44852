package dev.millrace.local.cli;

import dev.millrace.schemas.access.OwnTopics;
import java.util.List;

/** Topics of producers' own, as options name them. */
final class SourceTopics {

  private SourceTopics() {}

  /**
   * Checks them.
   *
   * @throws CommandException where one is none
   */
  static OwnTopics read(List<String> names) {
    try {
      return OwnTopics.of(names);
    } catch (IllegalArgumentException e) {
      throw new CommandException("--source-topic: " + e.getMessage());
    }
  }
}
