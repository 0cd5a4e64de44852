package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An object's file: its bytes, then what is said of it as JSON, then how long that is as four
 * bytes. So one move puts all of it in place, and an open one stays what it was.
 */
final class ObjectFile implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int LENGTH_BYTES = Integer.BYTES;

  private final FileChannel channel;
  private final StoredObject object;

  /** What a file is written for. */
  record Intent(String key, ObjectAbout about, Instant at) {}

  private ObjectFile(FileChannel channel, StoredObject object) {
    this.channel = channel;
    this.object = object;
  }

  /** Writes the file of an object. */
  static StoredObject write(Path file, Intent intent, ObjectBody body) throws IOException {
    DigestOutputStream digested =
        new DigestOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES), Digests.md5());
    try (DataOutputStream bytes = new DataOutputStream(digested)) {
      CountingStream counted = new CountingStream(bytes);
      body.writeTo(counted);
      String md5 = HexFormat.of().formatHex(digested.getMessageDigest().digest());
      StoredObject object =
          new StoredObject(
              intent.key(),
              counted.length(),
              intent.about().etag().orElse(md5),
              intent.at(),
              intent.about());
      byte[] tail = object.json().toString().getBytes(UTF_8);
      digested.on(false);
      bytes.write(tail);
      bytes.writeInt(tail.length);
      return object;
    }
  }

  /** Opens a file; what is put in its place later changes nothing. */
  static ObjectFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      long end = channel.size() - LENGTH_BYTES;
      int length = read(channel, end, LENGTH_BYTES).getInt();
      byte[] tail = read(channel, end - length, length).array();
      return new ObjectFile(channel, StoredObject.of(JSON.readTree(tail)));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException(file + " is no object of this version: " + e.getMessage(), e);
    }
  }

  /** What is said of it. */
  StoredObject object() {
    return object;
  }

  /** So many of its bytes from a place on. */
  ByteBuffer read(long from, int length) throws IOException {
    return read(channel, from, length);
  }

  /** All its bytes; closes the file at its end. */
  InputStream stream() {
    return new Bytes(this);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    if (from < 0 || length < 0 || length > channel.size()) {
      throw new IOException("it is too short");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("it has become shorter");
      }
    }
    return bytes.flip();
  }

  private static final class Bytes extends InputStream {

    private final ObjectFile file;
    private long at;
    private @Nullable ByteBuffer piece;

    Bytes(ObjectFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      ByteBuffer current = piece;
      if (current == null || !current.hasRemaining()) {
        long left = file.object.size() - at;
        if (left == 0) {
          return -1;
        }
        current = file.read(at, (int) Math.min(BUFFER_BYTES, left));
        at += current.remaining();
        piece = current;
      }
      int count = Math.min(length, current.remaining());
      current.get(to, offset, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static final class CountingStream extends OutputStream {

    private final OutputStream to;
    private long length;

    CountingStream(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int one) throws IOException {
      to.write(one);
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      to.write(bytes, offset, count);
      length += count;
    }

    long length() {
      return length;
    }
  }
}
