package org.osfailover.web;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The user that the authentication has left in the request: {@code osfailover.user} (String) and
 * {@code osfailover.groups} (collection of group ids).
 */
@Component
class RequestUser implements CurrentUser {

    static final String USER = "osfailover.user";
    static final String GROUPS = "osfailover.groups";
    private static final String OPERATORS = "platform-operators";
    private static final String ADMINISTRATORS = "camunda-admin";

    @Override
    public String id() {
        if (attribute(USER) instanceof String user && !user.isBlank()) {
            return user;
        }
        throw new IllegalStateException("The request has no user: it did not pass the login");
    }

    @Override
    public boolean isAdministrator() {
        return isMemberOf(ADMINISTRATORS);
    }

    @Override
    public boolean isOperator() {
        return isMemberOf(OPERATORS) || isAdministrator();
    }

    private static boolean isMemberOf(String group) {
        return attribute(USER) != null && attribute(GROUPS) instanceof Collection<?> groups && groups.contains(group);
    }

    private static @Nullable Object attribute(String name) {
        return RequestContextHolder.currentRequestAttributes().getAttribute(name, RequestAttributes.SCOPE_REQUEST);
    }
}
