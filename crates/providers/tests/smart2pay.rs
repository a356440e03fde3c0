//! Smart2Pay: requests compared whole, answers by table and by property.

#[cfg(test)]
mod smart2pay {
    mod answers;
    mod properties;
    mod requests;
    mod words;
}
