package dev.millrace.bedrock.s3;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the bytes of an object. */
@FunctionalInterface
public interface ObjectBody {

  /** Writes all of them. */
  void writeTo(OutputStream to) throws IOException;
}
