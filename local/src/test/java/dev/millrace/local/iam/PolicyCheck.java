package dev.millrace.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Evaluates policies as IAM does: nothing is allowed that no statement allows, and what one denies
 * is denied whatever the others say. Knows nothing of whoever wrote them.
 *
 * <p><i>Failure</i>: an element that it does not know is no policy to it: better none than a wrong
 * answer.
 *
 * <p><i>Source</i>: AWS IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements".
 */
final class PolicyCheck {

  private static final Set<String> KNOWN = Set.of("Sid", "Effect", "Action", "Resource");

  private record Statement(boolean allows, List<Pattern> actions, List<Pattern> resources) {

    boolean isAbout(String action, String resource) {
      return actions.stream().anyMatch(pattern -> pattern.matcher(action).matches())
          && resources.stream().anyMatch(pattern -> pattern.matcher(resource).matches());
    }
  }

  private final List<Statement> statements = new ArrayList<>();

  PolicyCheck(JsonNode document) {
    if (!document.path("Version").asText().equals("2012-10-17")) {
      throw new IllegalArgumentException("a policy of another language: " + document);
    }
    for (JsonNode statement : document.path("Statement")) {
      statements.add(read(statement));
    }
  }

  boolean allows(String action, String resource) {
    boolean isAllowed = false;
    for (Statement statement : statements) {
      if (statement.isAbout(action, resource)) {
        if (!statement.allows()) {
          return false;
        }
        isAllowed = true;
      }
    }
    return isAllowed;
  }

  private static Statement read(JsonNode statement) {
    Set<String> names = new HashSet<>();
    statement.fieldNames().forEachRemaining(names::add);
    names.removeAll(KNOWN);
    String effect = statement.path("Effect").asText();
    if (!names.isEmpty() || !Set.of("Allow", "Deny").contains(effect)) {
      throw new IllegalArgumentException("a statement that cannot be evaluated: " + statement);
    }
    return new Statement(
        effect.equals("Allow"),
        patterns(statement.path("Action"), Pattern.CASE_INSENSITIVE),
        patterns(statement.path("Resource"), 0));
  }

  private static List<Pattern> patterns(JsonNode texts, int flags) {
    List<Pattern> patterns = new ArrayList<>();
    if (texts.isTextual()) {
      patterns.add(pattern(texts.asText(), flags));
    }
    texts.forEach(text -> patterns.add(pattern(text.asText(), flags)));
    return patterns;
  }

  /** Of {@code *}, any number of signs, and {@code ?}, one. */
  private static Pattern pattern(String text, int flags) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      switch (sign) {
        case '*' -> pattern.append(".*");
        case '?' -> pattern.append('.');
        default -> pattern.append(Pattern.quote(String.valueOf(sign)));
      }
    }
    return Pattern.compile(pattern.toString(), flags | Pattern.DOTALL);
  }
}
