package dev.millrace.ingestion.schema;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A regular expression that asks for a whole text of ASCII, character by character: literals and
 * classes such as {@code [A-Z0-9_]} between {@code ^} and {@code $}, each so many times. It says of
 * a text what Java's would.
 *
 * <p><i>Shape</i>: what may come a varying number of times has no character in common with what may
 * come next, so that taking as many as there are is never wrong, and no text is read twice.
 *
 * @param steps from left to right
 */
record PlainPattern(List<Step> steps) {

  private static final int ASCII = 128;

  /** What stands for itself outside of classes. */
  private static final String LITERALS = "-_ @:/,;=#%&!~'\"<>";

  /**
   * Some characters of a kind.
   *
   * @param most how many of them at most; {@link Integer#MAX_VALUE} for any number
   */
  record Step(BitSet kind, int least, int most) {

    boolean varies() {
      return least != most;
    }
  }

  PlainPattern {
    steps = List.copyOf(steps);
  }

  /** Whether a text is as the expression says. */
  boolean fits(String text) {
    int at = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int count = 0;
      while (count < step.most() && at < text.length() && step.kind().get(text.charAt(at))) {
        count++;
        at++;
      }
      if (count < step.least()) {
        return false;
      }
    }
    return at == text.length();
  }

  /** The pattern; nothing where it is of another form. */
  static Optional<PlainPattern> read(String expression) {
    if (expression.length() < 2 || expression.charAt(0) != '^' || !expression.endsWith("$")) {
      return Optional.empty();
    }
    return new Reader(expression.substring(1, expression.length() - 1))
        .steps()
        .filter(PlainPattern::isDefinite)
        .map(PlainPattern::new);
  }

  /** Whether no step can take what a later one needs. */
  private static boolean isDefinite(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      boolean open = steps.get(i).varies();
      for (int next = i + 1; open && next < steps.size(); next++) {
        if (steps.get(i).kind().intersects(steps.get(next).kind())) {
          return false;
        }
        open = steps.get(next).least() == 0;
      }
    }
    return true;
  }

  /** Reads expressions. */
  private static final class Reader {

    private static final int MOST_TIMES = 1_000;

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Optional<List<Step>> steps() {
      List<Step> steps = new ArrayList<>();
      while (at < text.length()) {
        Optional<Step> step = kind().flatMap(this::times);
        if (step.isEmpty()) {
          return Optional.empty();
        }
        steps.add(step.get());
      }
      return Optional.of(steps);
    }

    private Optional<BitSet> kind() {
      char c = text.charAt(at++);
      BitSet kind = new BitSet(ASCII);
      if (c == '[') {
        return theClass(kind);
      }
      if (isWord(c) || LITERALS.indexOf(c) >= 0) {
        kind.set(c);
        return Optional.of(kind);
      }
      return Optional.empty();
    }

    /** Letters, digits and their ranges, perhaps with a hyphen at the end. */
    private Optional<BitSet> theClass(BitSet kind) {
      int end = text.indexOf(']', at);
      if (end <= at) {
        return Optional.empty();
      }
      while (at < end) {
        char from = text.charAt(at++);
        if (from == '-' && at == end) {
          kind.set('-');
        } else if (!isWord(from) && from != '_') {
          return Optional.empty();
        } else if (at + 1 < end && text.charAt(at) == '-') {
          char to = text.charAt(at + 1);
          if (!isWord(to) || to < from) {
            return Optional.empty();
          }
          kind.set(from, to + 1);
          at += 2;
        } else {
          kind.set(from);
        }
      }
      at = end + 1;
      return Optional.of(kind);
    }

    private Optional<Step> times(BitSet kind) {
      if (at == text.length()) {
        return Optional.of(new Step(kind, 1, 1));
      }
      int begin = at;
      Optional<Step> step =
          switch (text.charAt(at++)) {
            case '+' -> Optional.of(new Step(kind, 1, Integer.MAX_VALUE));
            case '*' -> Optional.of(new Step(kind, 0, Integer.MAX_VALUE));
            case '?' -> Optional.of(new Step(kind, 0, 1));
            case '{' -> counted(kind);
            default -> {
              at = begin;
              yield Optional.of(new Step(kind, 1, 1));
            }
          };
      // Two of them behind each other mean something else.
      return at > begin && at < text.length() && "+*?{".indexOf(text.charAt(at)) >= 0
          ? Optional.empty()
          : step;
    }

    private Optional<Step> counted(BitSet kind) {
      int least = number();
      boolean varies = least >= 0 && at < text.length() && text.charAt(at) == ',';
      if (varies) {
        at++;
      }
      boolean isOpen = varies && at < text.length() && text.charAt(at) == '}';
      int most = isOpen ? Integer.MAX_VALUE : varies ? number() : least;
      boolean isClosed = at < text.length() && text.charAt(at++) == '}';
      return least >= 0 && most >= least && isClosed
          ? Optional.of(new Step(kind, least, most))
          : Optional.empty();
    }

    /** -1 where there is none, or a very large one. */
    private int number() {
      int number = -1;
      while (at < text.length()
          && Character.digit(text.charAt(at), 10) >= 0
          && number < MOST_TIMES) {
        number = 10 * Math.max(number, 0) + Character.digit(text.charAt(at++), 10);
      }
      return number > MOST_TIMES ? -1 : number;
    }

    private static boolean isWord(char c) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
  }
}
