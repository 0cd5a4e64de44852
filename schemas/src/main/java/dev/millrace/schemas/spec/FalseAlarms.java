package dev.millrace.schemas.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Tag;

/** How many windows may be found drifted though nothing changed. */
@FunctionalInterface
interface FalseAlarms {

  /** What is less sure than this is no evidence, however generous the budget. */
  double MOST = 0.05;

  /** The share of windows that begin as far apart as that. */
  double share(long everyMillis);

  /** A share of the windows, or so many in a time. */
  static Kind<FalseAlarms> kind() {
    Pattern budget = Pattern.compile("([1-9]\\d{0,3}) per (\\d{1,9}(?:ms|s|m|h|d))");
    Kind<Double> share = Quantities.positive(0.5);
    String shape = share.shape() + ", or a text such as `1 per 30d`";
    return Kinds.of(
        shape,
        value -> {
          if (!value.node().getTag().equals(Tag.STR)) {
            Double given = share.read(value);
            return given == null ? null : every -> given;
          }
          String text = value.text(shape);
          Matcher matcher = budget.matcher(text == null ? "" : text);
          long period = matcher.matches() ? Quantities.lengthMillis(matcher.group(2)) : 0;
          if (period == 0) {
            return value.isNot(shape);
          }
          double alarms = Double.parseDouble(matcher.group(1));
          return every -> Math.min(MOST, alarms * every / period);
        });
  }
}
