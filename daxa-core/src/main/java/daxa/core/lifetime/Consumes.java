package daxa.core.lifetime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The method takes something over for good: whoever uses it afterwards is refused by an error that
/// names the call. A call that fails takes nothing over, unless its documentation says so.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Consumes {
    /// What is taken over.
    ///
    /// @return such as `the commands`
    String value();
}
