package dev.millrace.platform.http;

import java.nio.ByteBuffer;

/**
 * Frames of HTTP/2, made by hand.
 *
 * <p><i>Source</i>: RFC 9113, 4.1; RFC 7541, appendix A.
 */
final class Http2 {

  static final int HEADERS = 1;
  static final int RESET = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int CONTINUATION = 9;

  private static final int END_OF_STREAM_AND_HEADERS = 5;

  /** :method GET, :scheme http, :path /, :authority x. */
  private static final byte[] GET = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'x'};

  private Http2() {}

  static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .put((byte) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static byte[] get(int stream) {
    return frame(HEADERS, END_OF_STREAM_AND_HEADERS, stream, GET);
  }

  /** With the code CANCEL. */
  static byte[] reset(int stream) {
    return frame(RESET, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
  }
}
