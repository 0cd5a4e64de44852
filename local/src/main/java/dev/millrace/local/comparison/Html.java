package dev.millrace.local.comparison;

/** Text in a page. */
public final class Html {

  private Html() {}

  /** The text, so that none of it is taken for markup; also within quotes. */
  public static String text(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> {
                  boolean control =
                      Character.isISOControl(point)
                          || Character.getType(point) == Character.SURROGATE;
                  safe.appendCodePoint(control ? ' ' : point);
                }
              }
            });
    return safe.toString();
  }
}
