package dev.millrace.schemas.event;

import com.networknt.schema.SchemaException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions that cannot take for ever: all those of a schema together may look at {@value
 * #MAX_STEPS} characters for one event, counting each time that they come back to one.
 *
 * <p><i>Threads</i>: each has a count of its own.
 */
final class BoundedPatterns implements RegularExpressionFactory {

  /** Some twenty milliseconds; what is linear needs about one for each byte of an event. */
  static final int MAX_STEPS = 5_000_000;

  /** Ends a match; says nothing about the text. */
  static final class CostlyException extends SchemaException {

    private static final long serialVersionUID = 1;

    CostlyException() {
      super("a regular expression takes too many steps");
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final class Count {

    private int left;
  }

  /** A text that counts how often it is looked at. */
  private record Counted(String text, Count count) implements CharSequence {

    @Override
    public char charAt(int index) {
      if (--count.left < 0) {
        throw new CostlyException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }
  }

  private final ThreadLocal<Count> counts = ThreadLocal.withInitial(Count::new);

  /**
   * Compiles a regular expression of ECMA-262, as far as Java's are the same.
   *
   * @throws PatternSyntaxException where it is none
   */
  static Pattern compile(String expression) {
    return Pattern.compile(
        RegularExpressions.replaceLongformCharacterProperties(
            RegularExpressions.replaceDollarAnchors(expression)));
  }

  /** Begins to count anew, for the next event. */
  void refresh() {
    counts.get().left = MAX_STEPS;
  }

  @Override
  public RegularExpression getRegularExpression(String expression) {
    Pattern pattern = compile(expression);
    return text -> find(pattern, text);
  }

  private boolean find(Pattern pattern, String text) {
    try {
      return pattern.matcher(new Counted(text, counts.get())).find();
    } catch (StackOverflowError e) {
      // Java's matcher goes one deeper with each turn of a repeated group.
      throw new CostlyException();
    }
  }
}
