package dev.millrace.schemas.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a cluster at AWS, and of what is in it.
 *
 * @param partition of AWS, such as {@code aws}
 * @param region where it is
 * @param account whose it is
 * @param cluster its name
 * @param id that AWS gave it when it was made
 */
public record ClusterArn(
    String partition, String region, String account, String cluster, String id) {

  private static final Pattern ARN =
      Pattern.compile(
          "arn:(aws[a-z-]*):kafka:([a-z0-9-]+):(\\d{12}):cluster/([A-Za-z0-9-]+)/([A-Za-z0-9-]+)");

  /**
   * Any parts that are none of a policy's own signs: a template may have placeholders in them.
   *
   * @throws IllegalArgumentException where one is empty or would reach further than it says
   */
  public ClusterArn {
    for (String part : new String[] {partition, region, account, cluster, id}) {
      if (part.isBlank() || part.contains("*") || part.contains("?") || part.contains("/")) {
        throw new IllegalArgumentException("\"" + part + "\" is no part of a cluster's ARN");
      }
    }
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static ClusterArn parse(String arn) {
    Matcher parts = ARN.matcher(arn);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\""
              + arn
              + "\" is no ARN of a cluster, expected"
              + " arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/ID as `aws kafka list-clusters-v2` shows"
              + " it");
    }
    return new ClusterArn(
        parts.group(1), parts.group(2), parts.group(3), parts.group(4), parts.group(5));
  }

  /**
   * The ARN of what a need is about.
   *
   * @param name absent for the cluster itself
   */
  public String of(ResourceKind kind, Optional<ResourceName> name) {
    return "arn:"
        + partition
        + ":kafka:"
        + region
        + ":"
        + account
        + ":"
        + kind.word()
        + "/"
        + cluster
        + "/"
        + id
        + name.map(one -> "/" + one.pattern()).orElse("");
  }

  @Override
  public String toString() {
    return of(ResourceKind.CLUSTER, Optional.empty());
  }
}
