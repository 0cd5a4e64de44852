package dev.millrace.inference.bedrock;

/**
 * Where batch jobs find their input and leave their output.
 *
 * @param bucket in the region of the model
 * @param prefix of all keys, without slashes around it
 * @param roleArn in which Bedrock reads and writes there
 */
public record BatchPlace(String bucket, String prefix, String roleArn) {}
