package dev.millrace.bedrock.conduct;

/** A call, as far as fault rules look at it. */
public interface Asked {

  /** Whether the words occur in its prompt. */
  boolean says(String words);

  /** Whether it is answered by a stream. */
  boolean streams();
}
