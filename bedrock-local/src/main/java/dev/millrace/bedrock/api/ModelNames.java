package dev.millrace.bedrock.api;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the model behind what callers name: an id stands for itself, an ARN of a foundation model
 * or of a cross-region profile for the id at its end, an application inference profile for the
 * model that it was made of.
 *
 * @param profiles the model behind the ARN of an application inference profile; empty where there
 *     is no such profile
 */
public record ModelNames(Function<String, Optional<String>> profiles) {

  /** Where there are no application inference profiles. */
  public static final ModelNames PLAIN = new ModelNames(arn -> Optional.empty());

  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\\d{0,12}:(foundation-model|inference-profile|application-inference-profile)/(.+)");

  /** The id of the model behind a name; empty where the name stands for nothing. */
  public Optional<String> base(String called) {
    Matcher arn = ARN.matcher(called);
    if (!arn.matches()) {
      return Optional.of(called);
    }
    return arn.group(1).equals("application-inference-profile")
        ? profiles.apply(called)
        : Optional.of(arn.group(2));
  }
}
