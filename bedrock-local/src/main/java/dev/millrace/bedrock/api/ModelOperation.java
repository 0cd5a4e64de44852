package dev.millrace.bedrock.api;

/** An operation that has a model work. */
enum ModelOperation {
  CONVERSE("Converse", false),
  CONVERSE_STREAM("ConverseStream", true),
  INVOKE_MODEL("InvokeModel", false),
  INVOKE_MODEL_STREAM("InvokeModelWithResponseStream", true);

  private final String word;
  private final boolean streams;

  ModelOperation(String word, boolean streams) {
    this.word = word;
    this.streams = streams;
  }

  /** As Bedrock's logs spell it. */
  String word() {
    return word;
  }

  /** Whether the reply is a stream of events. */
  boolean streams() {
    return streams;
  }
}
