package dev.millrace.bedrock.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A guardrail with a word policy and a policy on sensitive information: a text that holds something
 * of theirs is blocked.
 *
 * @param versions that there are
 */
public record Guardrail(Policies policies, Messages messages, Set<String> versions) {

  /** Those of a guardrail that was made and published once. */
  public static final Set<String> FIRST_VERSIONS = Set.of("DRAFT", "1");

  /**
   * What is blocked.
   *
   * @param words found anywhere in a text, whatever their case
   * @param regexes found anywhere in a text
   * @param personal kinds of personal data
   */
  public record Policies(List<String> words, List<Regex> regexes, Set<PersonalKind> personal) {

    public Policies {
      words = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
      regexes = List.copyOf(regexes);
      personal = Set.copyOf(personal);
      if (words.isEmpty() && regexes.isEmpty() && personal.isEmpty()) {
        throw new IllegalArgumentException(
            "it blocks nothing: give words, regexes or kinds of personal data");
      }
      if (words.contains("")) {
        throw new IllegalArgumentException("a word of a guardrail is not empty");
      }
    }
  }

  /** A regular expression, and what reports call it. */
  public record Regex(String name, Pattern pattern) {}

  /** What is answered instead of a question's answer, and instead of an answer. */
  public record Messages(String input, String output) {}

  /** Something that blocks a text. */
  sealed interface Finding {

    /** As it stands in the text, but for words, which stand in lower case. */
    String match();

    /** One of the words. */
    record Word(String match) implements Finding {}

    /** Personal data. */
    record Personal(PersonalKind kind, String match) implements Finding {}

    /** Something that a regular expression describes. */
    record Described(Regex by, String match) implements Finding {}
  }

  public Guardrail {
    versions = Set.copyOf(versions);
  }

  /** A guardrail that blocks words. */
  public static Guardrail ofWords(List<String> words, String message) {
    return new Guardrail(
        new Policies(words, List.of(), Set.of()), new Messages(message, message), FIRST_VERSIONS);
  }

  /** What to answer to a conversation; empty where it may pass. */
  Optional<String> refusalOfInput(List<String> texts) {
    return texts.stream().allMatch(text -> found(text).isEmpty())
        ? Optional.empty()
        : Optional.of(messages.input());
  }

  /** What to say instead of an answer; empty where it may pass. */
  Optional<String> refusalOfOutput(String text) {
    return found(text).isEmpty() ? Optional.empty() : Optional.of(messages.output());
  }

  /** What blocks a text. */
  List<Finding> found(String text) {
    List<Finding> found = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    policies.words().stream()
        .filter(lower::contains)
        .forEach(word -> found.add(new Finding.Word(word)));
    policies.personal().stream()
        .sorted()
        .forEach(
            kind -> kind.in(text).forEach(match -> found.add(new Finding.Personal(kind, match))));
    for (Regex regex : policies.regexes()) {
      Matcher matcher = regex.pattern().matcher(text);
      while (matcher.find()) {
        found.add(new Finding.Described(regex, matcher.group()));
      }
    }
    return found;
  }
}
