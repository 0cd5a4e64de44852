package dev.millrace.platform.aws;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/** The body of a file that is made of lines, without a copy of them. */
public final class LinesBody {

  private LinesBody() {}

  /** Of lines with their ends. */
  public static RequestBody of(List<byte[]> lines, String mediaType) {
    long length = lines.stream().mapToLong(line -> line.length).sum();
    return RequestBody.fromContentProvider(() -> stream(lines), length, mediaType);
  }

  private static InputStream stream(List<byte[]> lines) {
    return new SequenceInputStream(
        Collections.enumeration(lines.stream().map(ByteArrayInputStream::new).toList()));
  }
}
