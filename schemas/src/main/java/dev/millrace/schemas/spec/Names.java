package dev.millrace.schemas.spec;

import java.util.regex.Pattern;

/** The kinds that names come in, each as those who use the name have it. */
final class Names {

  private static final Pattern PIPELINE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Kafka's rule for topics. */
  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

  private static final Pattern TABLE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  /**
   * Bedrock's rule for model ids and ARNs, somewhat wider, so that new ARNs need no new version.
   */
  private static final Pattern MODEL =
      Pattern.compile(
          "arn:aws[a-z-]*:(bedrock|sagemaker):[A-Za-z0-9:._/-]{1,2000}"
              + "|[A-Za-z0-9][A-Za-z0-9:._-]{0,255}");

  private static final Pattern GUARDRAIL =
      Pattern.compile(
          "([a-z0-9]{1,64}|arn:aws[a-z-]*:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]{1,64})"
              + ":(DRAFT|[1-9][0-9]{0,7})");

  private static final Pattern SEGMENT = Pattern.compile("[^\\p{Cntrl}/@]{1,100}");

  private static final Pattern ANSWER_FILE = Pattern.compile(".+\\.json");

  private static final Pattern SCHEMA_FILE = Pattern.compile(".+\\.(json|avsc)");

  private Names() {}

  static Kind<String> pipeline() {
    return Kinds.matching(
        PIPELINE,
        "a name of at most 63 lower-case letters, digits and hyphens, no hyphen at either end");
  }

  static Kind<String> topic() {
    return Kinds.matching(
        TOPIC, "a topic's name of at most 249 letters, digits, dots, hyphens and underscores");
  }

  static Kind<String> table() {
    return Kinds.matching(
        TABLE, "a table's name of at most 63 lower-case letters, digits, hyphens and underscores");
  }

  static Kind<String> variable() {
    return Kinds.matching(
        VARIABLE,
        "a variable's name of at most 63 letters, digits and underscores, no digit first");
  }

  static Kind<String> model() {
    return Kinds.matching(MODEL, "a Bedrock model id such as `amazon.nova-micro-v1:0`, or an ARN");
  }

  static Kind<String> guardrail() {
    return Kinds.matching(
        GUARDRAIL, "a guardrail's id or ARN and its version, such as `a1b2c3d4e5f6:1`");
  }

  static Kind<String> segment() {
    return Kinds.matching(
        SEGMENT, "a text of at most 100 characters without slashes, at signs and line breaks");
  }

  static Kind<String> answerFile() {
    return Kinds.matching(ANSWER_FILE, "the name of a file that ends in `.json`");
  }

  static Kind<String> schemaFile() {
    return Kinds.matching(
        SCHEMA_FILE, "the name of a file that ends in `.json` (JSON Schema) or `.avsc` (Avro)");
  }
}
