package dev.millrace.bedrock.classifier;

import java.util.List;

/**
 * The lines that all texts of a training set begin and end with, such as instructions: they tell
 * nothing of a single text.
 *
 * @param before empty, or ends with a line end
 * @param after empty, or begins with a line end
 */
record Frame(String before, String after) {

  /** What the texts have in common, in whole lines. */
  static Frame of(List<String> texts) {
    String before = texts.get(0);
    for (String text : texts) {
      before = before.substring(0, common(before, text));
    }
    before = before.substring(0, before.lastIndexOf('\n') + 1);
    int begin = before.length();
    String after = texts.get(0).substring(begin);
    for (String text : texts) {
      after = after.substring(after.length() - commonEnd(after, text.substring(begin)));
    }
    int end = after.indexOf('\n');
    return new Frame(before, end < 0 ? "" : after.substring(end));
  }

  /** What is within; all of a text that is not framed so. */
  String inside(String text) {
    boolean isFramed =
        text.length() >= before.length() + after.length()
            && text.startsWith(before)
            && text.endsWith(after);
    return isFramed ? text.substring(before.length(), text.length() - after.length()) : text;
  }

  private static int common(String a, String b) {
    int length = Math.min(a.length(), b.length());
    int i = 0;
    while (i < length && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  private static int commonEnd(String a, String b) {
    int length = Math.min(a.length(), b.length());
    int i = 0;
    while (i < length && a.charAt(a.length() - 1 - i) == b.charAt(b.length() - 1 - i)) {
      i++;
    }
    return i;
  }
}
