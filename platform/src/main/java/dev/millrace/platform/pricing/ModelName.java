package dev.millrace.platform.pricing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a model as it is called, taken apart.
 *
 * <p>ARNs of foundation models and of cross-region profiles end with the id that they stand for;
 * those of one's own profiles tell nothing but their region.
 *
 * @param id under which its price may stand
 * @param region that the name says; absent where it says none
 */
record ModelName(String id, Optional<String> region) {

  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:bedrock:([a-z0-9-]+):[0-9]*:([a-z-]+)/(.+)");

  static ModelName of(String called) {
    Matcher arn = ARN.matcher(called);
    if (!arn.matches()) {
      return new ModelName(called, Optional.empty());
    }
    boolean endsWithId =
        arn.group(2).equals("foundation-model") || arn.group(2).equals("inference-profile");
    return new ModelName(endsWithId ? arn.group(3) : called, Optional.of(arn.group(1)));
  }

  /** The same, called from there where it does not say so itself. */
  ModelName from(Optional<String> where) {
    return new ModelName(id, region.or(() -> where));
  }
}
