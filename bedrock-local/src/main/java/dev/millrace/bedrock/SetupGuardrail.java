package dev.millrace.bedrock;

import dev.millrace.bedrock.api.Guardrail;
import dev.millrace.bedrock.api.PersonalKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one guardrail of the setup file: what it blocks, and what is said instead. */
final class SetupGuardrail {

  private static final Set<String> MEMBERS =
      Set.of("words", "regexes", "pii", "message", "outputMessage", "versions");

  private SetupGuardrail() {}

  static Optional<Guardrail> read(SetupPart guardrail) {
    guardrail.knows(MEMBERS);
    List<String> words = texts(guardrail, "words");
    List<Guardrail.Regex> regexes = regexes(guardrail);
    Set<PersonalKind> personal = personal(guardrail);
    String input = guardrail.part("message").text();
    String output = guardrail.has("outputMessage") ? guardrail.part("outputMessage").text() : input;
    Set<String> versions =
        guardrail.has("versions")
            ? new HashSet<>(texts(guardrail, "versions"))
            : Guardrail.FIRST_VERSIONS;
    return guardrail.made(
        () ->
            new Guardrail(
                new Guardrail.Policies(words, regexes, personal),
                new Guardrail.Messages(input, output),
                versions));
  }

  private static List<String> texts(SetupPart guardrail, String member) {
    return guardrail.has(member)
        ? guardrail.part(member).elements().map(SetupPart::text).toList()
        : List.of();
  }

  private static List<Guardrail.Regex> regexes(SetupPart guardrail) {
    List<Guardrail.Regex> regexes = new ArrayList<>();
    if (guardrail.has("regexes")) {
      guardrail
          .part("regexes")
          .elements()
          .forEach(
              regex -> {
                regex.knows(Set.of("name", "pattern"));
                pattern(regex.part("pattern"))
                    .ifPresent(
                        pattern ->
                            regexes.add(new Guardrail.Regex(regex.part("name").text(), pattern)));
              });
    }
    return regexes;
  }

  private static Optional<Pattern> pattern(SetupPart pattern) {
    try {
      return Optional.of(Pattern.compile(pattern.text()));
    } catch (PatternSyntaxException e) {
      pattern.problem("is no regular expression: " + e.getDescription());
      return Optional.empty();
    }
  }

  private static Set<PersonalKind> personal(SetupPart guardrail) {
    Set<PersonalKind> kinds = EnumSet.noneOf(PersonalKind.class);
    if (guardrail.has("pii")) {
      guardrail
          .part("pii")
          .elements()
          .forEach(
              part -> {
                String name = part.text();
                Optional<PersonalKind> kind =
                    Arrays.stream(PersonalKind.values())
                        .filter(one -> one.name().equals(name))
                        .findFirst();
                kind.ifPresent(kinds::add);
                if (kind.isEmpty()) {
                  part.problem(
                      "is " + name + ", expected one of " + List.of(PersonalKind.values()));
                }
              });
    }
    return kinds;
  }
}
