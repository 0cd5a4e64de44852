package dev.millrace.platform.pricing.offers;

import java.util.List;

/**
 * Which geographic inference profiles can be called from a region.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Supported Regions and models for inference
 * profiles".
 */
final class Geography {

  private Geography() {}

  /** The beginnings of their ids; none where that is not known. */
  static List<String> profilesFrom(String region) {
    if (region.startsWith("us-gov-")) {
      return List.of("us-gov.");
    }
    if (region.startsWith("us-")) {
      return List.of("us.");
    }
    if (region.startsWith("ca-")) {
      return List.of("us.", "ca.");
    }
    if (region.startsWith("eu-")) {
      return List.of("eu.");
    }
    return switch (region) {
      case "ap-northeast-1", "ap-northeast-3" -> List.of("apac.", "jp.");
      case "ap-southeast-2", "ap-southeast-4" -> List.of("apac.", "au.");
      default -> region.startsWith("ap-") ? List.of("apac.") : List.of();
    };
  }
}
