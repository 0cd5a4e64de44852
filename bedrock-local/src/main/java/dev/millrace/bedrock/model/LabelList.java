package dev.millrace.bedrock.model;

import java.util.List;

/** The labels that instructions list: lines that begin with a hyphen. */
public final class LabelList {

  private static final String BULLET = "- ";

  private LabelList() {}

  /** Those of instructions, in their order; none where there is no list. */
  public static List<String> of(String instructions) {
    return instructions
        .lines()
        .filter(line -> line.startsWith(BULLET))
        .map(line -> line.substring(BULLET.length()).strip())
        .toList();
  }
}
