package dev.millrace.deploy.access;

import java.util.Locale;

/**
 * Every reason for which a statement may name more than one thing by a star. A statement with a
 * star carries the name of its reason as its id; a test fails where a template has another.
 */
public enum Wildcard {
  INTERNAL_TOPICS(
      "Kafka Streams makes the topics of its own stores: their names begin with the job's group, and"
          + " their ends follow from the topology"),
  TRANSACTIONS(
      "Kafka Streams and the feeds number their transactional ids behind the name of the group"),
  SOURCE_GROUPS("Feeds of producers' own topics have a group for each pipeline, named after it"),
  OWN_NAMES(
      "Whoever shows how far jobs are describes the factory's own groups and internal topics, whose"
          + " names begin with millrace-; describing shows no record"),
  FIREHOSE_GROUPS(
      "Firehose reads in a group that it names itself; it may describe groups, and join none of"
          + " ours"),
  TRAINED_MODELS(
      "Models that are trained at run time are called millrace-PIPELINE-DIGEST-ATTEMPT; Bedrock's"
          + " ARNs of what it made end with ids of its own"),
  BATCH_JOBS("Ids of batch jobs are made by Bedrock when one is asked for"),
  TRAINING_JOBS("Training jobs are called millrace-PIPELINE-DIGEST-ATTEMPT"),
  OBJECTS("Keys of objects below a prefix that belongs to this role alone"),
  LOG_STREAMS(
      "Streams of a log group that belongs to one role alone, or to the one task of a policy"),
  METRICS("cloudwatch:PutMetricData knows no resources; the condition leaves one namespace only"),
  NETWORK_INTERFACES(
      "Managed Flink and Firehose attach themselves to the network as AWS prescribes: describing"
          + " and making interfaces knows no resources"),
  IMAGE_LOGIN("ecr:GetAuthorizationToken knows no resources");

  private final String reason;

  Wildcard(String reason) {
    this.reason = reason;
  }

  /** One sentence for a reviewer. */
  public String reason() {
    return reason;
  }

  /** Of the statement, such as {@code InternalTopics}. */
  public String sid() {
    StringBuilder sid = new StringBuilder();
    for (String word : name().split("_", -1)) {
      sid.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return sid.toString();
  }
}
