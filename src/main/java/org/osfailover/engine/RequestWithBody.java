package org.osfailover.engine;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request whose body has been read already; where it was put into UTF-8, its headers say so. */
final class RequestWithBody extends HttpServletRequestWrapper {

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String CONTENT_LENGTH = "Content-Length";

    private final byte[] body;
    private final @Nullable String contentType;

    /** With the headers that it came with. */
    RequestWithBody(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
        this.contentType = null;
    }

    RequestWithBody(HttpServletRequest request, byte[] body, String contentType) {
        super(request);
        this.body = body;
        this.contentType = contentType;
    }

    private @Nullable String changed(String header) {
        if (contentType == null) {
            return null;
        }
        if (CONTENT_TYPE.equalsIgnoreCase(header)) {
            return contentType;
        }
        return CONTENT_LENGTH.equalsIgnoreCase(header) ? Integer.toString(body.length) : null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        String changed = changed(name);
        return changed == null ? super.getHeader(name) : changed;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String changed = changed(name);
        return changed == null ? super.getHeaders(name) : Collections.enumeration(List.of(changed));
    }

    @Override
    public int getIntHeader(String name) {
        return CONTENT_LENGTH.equalsIgnoreCase(name) && contentType != null ? body.length : super.getIntHeader(name);
    }

    @Override
    public @Nullable String getContentType() {
        return contentType == null ? super.getContentType() : contentType;
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return contentType == null ? super.getCharacterEncoding() : StandardCharsets.UTF_8.name();
    }

    @Override
    public int getContentLength() {
        return contentType == null ? super.getContentLength() : body.length;
    }

    @Override
    public long getContentLengthLong() {
        return contentType == null ? super.getContentLengthLong() : body.length;
    }

    @Override
    public ServletInputStream getInputStream() {
        ByteArrayInputStream content = new ByteArrayInputStream(body);
        return new ServletInputStream() {
            @Override
            public int read() {
                return content.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return content.read(target, offset, length);
            }

            @Override
            public boolean isFinished() {
                return content.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new IllegalStateException("the body is read at once");
            }
        };
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }
}
